"""What leaves the desk as a file: redaction, the JSON document with its schema, the PDF, the ZIP; all in memory."""
