"""What a page says, as every portal prints it: lists and their lines, pagers, articles, attachments, values of scripts."""
