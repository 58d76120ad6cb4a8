"""Finding terms: by their names, in another form, misspelt, or by a description."""
