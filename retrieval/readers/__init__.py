"""The bytes of a file -> a document: its text and what its format says about it.

In the order in which data flows:

document         a text, its blocks, pages, title, author, date and link
details_json     what a file says about its text <-> JSON
column_heads     whether the first row of a table names its columns
writer           blocks, one after another -> a document
encodings        bytes -> a text
plain            plain text -> a document
front_matter     the data above the text of a Markdown file
inline_markdown  a paragraph of Markdown -> what readers see of it
markdown         Markdown -> a document
csv              tables that spreadsheets save as text -> documents
archive          ZIP archives of XML
html_blocks      elements of HTML -> blocks
html_main        the part of a page that holds its main text
html             pages of the web -> documents
docx             Word documents -> documents
odt              texts of LibreOffice and OpenOffice -> documents
epub             electronic books -> documents
rtf              Rich Text Format -> documents
broken_words     lines -> running text
pdf_lines        pages of PDF files -> lines
pdf_furniture    lines without running heads and page numbers
pdf_rows         lines beside each other
pdf_paragraphs   lines -> paragraphs
pdf              PDF files -> documents
isolation        reading a file in another process
ahead            several files at the same time
reader           the bytes of a file in any format -> a document
worker           the other process
"""
