<?xml version="1.0" encoding="utf-8"?>
<!--
  A page as one string: its printed text, with a mark where an element begins or ends.

  The marks are kinds of white space that html_flat.py has turned to plain blanks in the page, so that none of them
  can come from the page itself, and text between marks is cut and collapsed like any other.

    U+205F row … U+2001           tr
    U+2004 cell … U+2005          td; a th begins with "th" and U+2006
    U+2006 behind each span       written into the cell by html_flat.py: rowspan U+2006 colspan U+2006
    U+2029 paragraph … U+2028     p
    U+2007                        br
    U+2008 name U+1680 … U+202F   any other element
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="utf-8"/>
  <xsl:strip-space elements="tr"/>

  <xsl:template match="/"><xsl:apply-templates select="*/node()"/></xsl:template>

  <!-- Not printed. -->
  <xsl:template match="script|style|template|noscript|title|meta|link|del|rt|rp|iframe|object|embed|applet|audio|video
                       |canvas|svg|math|datalist"/>

  <!-- Elements that only dress text leave no trace; o:p is Word's, and no name to XSLT. -->
  <xsl:template match="span|font|b|strong|i|em|u|a|ins|small|big|sup|sub|s|strike|code|tt|nobr|bdo|label">
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="*[name()='o:p']" priority="-0.4"><xsl:apply-templates/></xsl:template>

  <xsl:template match="tr">&#x205F;<xsl:apply-templates/>&#x2001;</xsl:template>
  <xsl:template match="td">&#x2004;<xsl:apply-templates/>&#x2005;</xsl:template>
  <xsl:template match="th">&#x2004;th&#x2006;<xsl:apply-templates/>&#x2005;</xsl:template>
  <xsl:template match="p">&#x2029;<xsl:apply-templates/>&#x2028;</xsl:template>
  <xsl:template match="br">&#x2007;</xsl:template>
  <xsl:template match="div">&#x2008;div&#x1680;<xsl:apply-templates/>&#x202F;</xsl:template>
  <xsl:template match="*|table|tbody|thead|tfoot|ul|li|img|input|center|h1|h2|h3|body|head">
    <xsl:text>&#x2008;</xsl:text><xsl:value-of select="name()"/>&#x1680;<xsl:apply-templates/>&#x202F;</xsl:template>
</xsl:stylesheet>
