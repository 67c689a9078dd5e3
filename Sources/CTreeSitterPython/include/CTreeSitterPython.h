#ifndef CTREESITTERPYTHON_H
#define CTREESITTERPYTHON_H

typedef struct TSLanguage TSLanguage;

/// The Python grammar's parse tables; never freed.
const TSLanguage *tree_sitter_python(void);

#endif
