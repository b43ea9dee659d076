<?xml version="1.0" encoding="utf-8"?>
<!--
  A page as one string: its printed text, with a mark where an element begins or ends.

  The marks are kinds of white space that html_flat.py has turned to plain blanks in the page, so that none of them
  can come from the page itself, and text between marks is cut and collapsed like any other.

    U+205F row … U+2001           tr
    U+2004 cell … U+2005          td; behind U+2004 stands U+0085 for th
    U+2006 behind a note          on the cell it begins: "r3" for rowspan 3, "c2" for colspan 2
    U+2029 paragraph … U+2028     p
    U+2007                        br
    U+2008 name U+1680 … U+202F   any other element
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="utf-8"/>

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
  <xsl:template match="td">
    <xsl:text>&#x2004;</xsl:text><xsl:apply-templates select="@*"/><xsl:apply-templates/>&#x2005;</xsl:template>
  <xsl:template match="th">
    <xsl:text>&#x2004;&#x85;</xsl:text><xsl:apply-templates select="@*"/><xsl:apply-templates/>&#x2005;</xsl:template>
  <!-- All attributes are found much faster than two of them by name. -->
  <xsl:template match="@*"/>
  <xsl:template match="@rowspan">r<xsl:value-of select="."/>&#x2006;</xsl:template>
  <xsl:template match="@colspan">c<xsl:value-of select="."/>&#x2006;</xsl:template>
  <xsl:template match="p">&#x2029;<xsl:apply-templates/>&#x2028;</xsl:template>
  <xsl:template match="br">&#x2007;</xsl:template>
  <xsl:template match="div">&#x2008;div&#x1680;<xsl:apply-templates/>&#x202F;</xsl:template>
  <xsl:template match="*|table|tbody|ul|li|img">
    <xsl:text>&#x2008;</xsl:text><xsl:value-of select="name()"/>&#x1680;<xsl:apply-templates/>&#x202F;</xsl:template>
</xsl:stylesheet>
