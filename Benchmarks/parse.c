// Parses the files named on standard input, one a line, with tree-sitter and nothing else: the yardstick of bench.py.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_python(void);

static char *contents(const char *path, long *size) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  fseek(file, 0, SEEK_END);
  *size = ftell(file);
  rewind(file);
  char *bytes = malloc(*size + 1);
  if (bytes && fread(bytes, 1, *size, file) != (size_t)*size) *size = 0;
  fclose(file);
  return bytes;
}

int main(void) {
  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_python())) return 1;
  char path[4096];
  while (fgets(path, sizeof path, stdin)) {
    path[strcspn(path, "\n")] = 0;
    long size = 0;
    char *bytes = contents(path, &size);
    if (!bytes) return 1;
    TSTree *tree = ts_parser_parse_string(parser, NULL, bytes, (uint32_t)size);
    if (!tree) return 1;
    ts_tree_delete(tree);
    free(bytes);
  }
  ts_parser_delete(parser);
  return 0;
}
