<?xml version="1.0" encoding="utf-8"?>
<!--
  A printed Word document (docx_printed.py) as one string: its text, with a mark where a block, row or cell begins.

  The marks are noncharacters that docx_flat.py has taken out of the document, so that none of them can come from it.

    U+FDD0 block        a paragraph of the body, or a table; behind it stands U+FDD1 for a table
    U+FDD2 row
    U+FDD3 cell
    U+FDD4 line         a paragraph of a cell, or a break
    U+FDD5 … U+FDD6     a property: "g2" for a gridSpan of 2
    U+FDD7 … U+FDD8     text whose outer white space is not printed

  What stands where it does not belong, Word does not print: hence a mode for each kind of parent.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
  <xsl:output method="text" encoding="utf-8"/>

  <xsl:template match="/"><xsl:apply-templates select="w:body/*|w:tbl" mode="block"/></xsl:template>

  <xsl:template match="*" mode="block"/>
  <xsl:template match="w:p" mode="block">&#xFDD0;<xsl:apply-templates mode="text"/></xsl:template>
  <xsl:template match="w:tbl" mode="block">&#xFDD0;&#xFDD1;<xsl:apply-templates mode="row"/></xsl:template>

  <xsl:template match="*|text()" mode="row"/>
  <xsl:template match="w:tr" mode="row">&#xFDD2;<xsl:apply-templates mode="cell"/></xsl:template>

  <xsl:template match="*|text()" mode="cell"/>
  <xsl:template match="w:tc" mode="cell">&#xFDD3;<xsl:apply-templates mode="line"/></xsl:template>
  <xsl:template match="w:trPr" mode="cell"><xsl:apply-templates mode="property"/></xsl:template>

  <xsl:template match="*|text()" mode="line"/>
  <xsl:template match="w:p" mode="line">&#xFDD4;<xsl:apply-templates mode="text"/></xsl:template>
  <xsl:template match="w:tcPr" mode="line"><xsl:apply-templates mode="property"/></xsl:template>

  <xsl:template match="*|text()" mode="property"/>
  <xsl:template match="w:trPr/w:gridBefore" mode="property">&#xFDD5;b<xsl:value-of select="@w:val"/>&#xFDD6;</xsl:template>
  <xsl:template match="w:trPr/w:gridAfter" mode="property">&#xFDD5;a<xsl:value-of select="@w:val"/>&#xFDD6;</xsl:template>
  <xsl:template match="w:tcPr/w:gridSpan" mode="property">&#xFDD5;g<xsl:value-of select="@w:val"/>&#xFDD6;</xsl:template>
  <xsl:template match="w:tcPr/w:vMerge" mode="property">&#xFDD5;v<xsl:value-of select="@w:val"/>&#xFDD6;</xsl:template>
  <xsl:template match="w:tcPr/w:hMerge" mode="property">&#xFDD5;h<xsl:value-of select="@w:val"/>&#xFDD6;</xsl:template>
  <xsl:template match="w:tcPr/w:cellMerge[@w:vMerge]" mode="property">
    <xsl:text>&#xFDD5;t</xsl:text><xsl:value-of select="@w:vMerge"/>&#xFDD6;</xsl:template>

  <xsl:template match="text()" mode="text"/>
  <xsl:template match="w:t" mode="text">&#xFDD7;<xsl:apply-templates mode="printed"/>&#xFDD8;</xsl:template>
  <xsl:template match="w:t[@xml:space='preserve']" mode="text"><xsl:apply-templates mode="printed"/></xsl:template>
  <xsl:template match="label" mode="text"><xsl:apply-templates mode="printed"/></xsl:template>
  <xsl:template match="w:tab" mode="text"><xsl:text>&#x9;</xsl:text></xsl:template>
  <xsl:template match="w:br" mode="text">&#xFDD4;</xsl:template>

  <xsl:template match="*" mode="printed"><xsl:apply-templates select="." mode="text"/></xsl:template>
</xsl:stylesheet>
