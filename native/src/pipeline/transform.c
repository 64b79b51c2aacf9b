/* Statements to triples of hashes. A statement is a line as the serializer of the parser writes it: one space between terms. */
#include <string.h>

#include "dictionary.h"
#include "hash.h"
#include "internal/export.h"

/* From a term's first character on; the end of the text is a line break, so none of these runs past it. */
static const char *end_of_word(const char *at) {
  while (*at != ' ' && *at != '\n') {
    at++;
  }
  return at;
}

/* An IRI has neither a space nor an angle bracket inside. */
static const char *end_of_iri(const char *at) {
  at++;
  while (*at != '>' && *at != '<' && *at != ' ' && *at != '\n') {
    at++;
  }
  return *at == '>' ? at + 1 : NULL;
}

static const char *end_of_literal(const char *at) {
  at++;
  while (*at != '"' && *at != '\n') {
    at += *at == '\\' && at[1] != '\n' ? 2 : 1;
  }
  if (*at == '\n') {
    return NULL;
  }
  at++;
  if (at[0] == '^') {
    return at[1] == '^' && at[2] == '<' ? end_of_iri(at + 2) : NULL;
  }
  return at[0] == '@' && at[1] != ' ' && at[1] != '\n' ? end_of_word(at) : at;
}

static const char *end_of_node(const char *at) {
  if (*at == '<') {
    return end_of_iri(at);
  }
  return at[0] == '_' && at[1] == ':' && at[2] != ' ' && at[2] != '\n' ? end_of_word(at) : NULL;
}

static const char *end_of_term(const char *at) { return *at == '"' ? end_of_literal(at) : end_of_node(at); }

/* The first characters of the terms, and where each ends. */
typedef struct statement {
  const char *start[3];
  const char *end[3];
} statement;

/* " ." or " graph ." to the end of the line, after the object. */
static int ends_well(const char *at, const char *line_end) {
  if (at[0] == ' ' && at[1] != '.') {
    at = end_of_node(at + 1);
  }
  return at != NULL && line_end - at == 2 && at[0] == ' ' && at[1] == '.';
}

static int read_statement(const char *line, const char *line_end, statement *found) {
  found->start[0] = line;
  found->end[0] = end_of_node(line);
  for (int i = 1; i < 3; i++) {
    if (found->end[i - 1] == NULL || *found->end[i - 1] != ' ') {
      return 0;
    }
    found->start[i] = found->end[i - 1] + 1;
    if (i == 1 && *found->start[i] != '<') {
      return 0;
    }
    found->end[i] = end_of_term(found->start[i]);
  }
  return found->end[2] != NULL && ends_well(found->end[2], line_end);
}

static int hash_term(bp_dictionary *dictionary, const char *start, const char *end, uint64_t *hash) {
  const size_t bytes = (size_t)(end - start);
  *hash = hash_of_text(start, bytes);
  return dictionary == NULL ? BP_TRANSFORMED : dictionary_learn(dictionary, *hash, start, bytes);
}

static int hash_statement(bp_dictionary *dictionary, const statement *found, bp_triple *triple, int *term) {
  uint64_t *const hashes[3] = {&triple->s, &triple->p, &triple->o};
  for (*term = 0; *term < 3; ++*term) {
    const int status = hash_term(dictionary, found->start[*term], found->end[*term], hashes[*term]);
    if (status != BP_TRANSFORMED) {
      return status;
    }
  }
  return BP_TRANSFORMED;
}

BP_EXPORT uint64_t bp_hash(const char *text, size_t bytes) { return hash_of_text(text, bytes); }

BP_EXPORT int bp_transform(bp_dictionary *dictionary, const char *text, size_t bytes, bp_triple *triples,
                           bp_transform_result *result) {
  *result = (bp_transform_result){0, 0, 0, 0};
  while (result->bytes < bytes) {
    const char *const line = text + result->bytes;
    const char *const line_end = memchr(line, '\n', bytes - result->bytes);
    if (line_end == NULL) {
      return BP_TRANSFORM_NOT_A_STATEMENT;
    }
    statement found;
    if (!read_statement(line, line_end, &found)) {
      return BP_TRANSFORM_NOT_A_STATEMENT;
    }
    int term;
    const int status = hash_statement(dictionary, &found, &triples[result->triples], &term);
    if (status != BP_TRANSFORMED) {
      result->term_start = (size_t)(found.start[term] - text);
      result->term_bytes = (size_t)(found.end[term] - found.start[term]);
      return status;
    }
    result->triples++;
    result->bytes = (size_t)(line_end + 1 - text);
  }
  return BP_TRANSFORMED;
}
