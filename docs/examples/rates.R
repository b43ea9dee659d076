# Disclosure rates over the years, from a dataset of gongkai, in base R: Rscript rates.R DATASET PICTURE.png
given <- commandArgs(trailingOnly = TRUE)

metrics <- read.csv(file.path(given[1], "metrics.csv"), fileEncoding = "UTF-8-BOM")
rates <- subset(metrics, metric == "disclosure_rate" & scope == "territory" & !is.na(value))
print(rates[order(rates$agency_id, rates$year), c("agency_id", "year", "numerator", "denominator", "value")], row.names = FALSE)

# Never one line through several scopes, and never a rate without its interval.
png(given[2], width = 900, height = 560, type = "cairo")
agencies <- unique(rates$agency_id)
plot(NULL, xlim = range(rates$year), ylim = c(0, 1), xlab = "year", ylab = "(granted + partly granted) / concluded")
for (number in seq_along(agencies)) {
  one <- rates[rates$agency_id == agencies[number], ]
  one <- one[order(one$year), ]
  arrows(one$year, one$low, one$year, one$high, angle = 90, code = 3, length = 0.04, col = number)
  lines(one$year, one$value, type = "b", pch = 19, col = number)
}
legend("bottomleft", agencies, col = seq_along(agencies), pch = 19, bty = "n")
invisible(dev.off())
