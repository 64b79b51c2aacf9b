/* Statements to triples of hashes. A statement is a line as the serializer of the parser writes it: one space between terms. */
#include <string.h>

#include "dictionary.h"
#include "hash.h"

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

/* So many statements are read and hashed before the first of them is looked up: the dictionary is larger than the caches, and
 * the processor fetches for one what the next ones will need. */
enum { AHEAD = 16 };

typedef struct group {
  statement statements[AHEAD];
  size_t ends[AHEAD]; /* behind the line break, from the start of the text */
  size_t count;
  int status; /* why no more were read: BP_TRANSFORMED at the end of the text, or when the group is full */
} group;

static void hash_statement(const bp_dictionary *dictionary, const statement *found, bp_triple *triple) {
  uint64_t hashes[3];
  for (int i = 0; i < 3; i++) {
    hashes[i] = hash_of_text(found->start[i], (size_t)(found->end[i] - found->start[i]));
    if (dictionary != NULL) {
      dictionary_expect(dictionary, hashes[i]);
    }
  }
  *triple = (bp_triple){.s = hashes[0], .p = hashes[1], .o = hashes[2]};
}

static void read_group(const bp_dictionary *dictionary, const char *text, size_t from, size_t bytes, bp_triple *triples,
                       group *read) {
  read->count = 0;
  read->status = BP_TRANSFORMED;
  while (read->count < AHEAD && from < bytes) {
    const char *const line_end = memchr(text + from, '\n', bytes - from);
    statement *const found = &read->statements[read->count];
    if (line_end == NULL || !read_statement(text + from, line_end, found)) {
      read->status = BP_TRANSFORM_NOT_A_STATEMENT;
      return;
    }
    hash_statement(dictionary, found, &triples[read->count]);
    from = (size_t)(line_end + 1 - text);
    read->ends[read->count] = from;
    read->count++;
  }
}

/* Answers with the status of the first term that is refused, and says which it was. */
static int learn_statement(bp_dictionary *dictionary, const statement *found, const bp_triple *triple, int *term) {
  const uint64_t hashes[3] = {triple->s, triple->p, triple->o};
  int status = BP_TRANSFORMED;
  for (int i = 0; i < 3 && status == BP_TRANSFORMED; i++) {
    *term = i;
    status = dictionary_learn(dictionary, hashes[i], found->start[i], (size_t)(found->end[i] - found->start[i]));
  }
  return status;
}

static int learn_group(bp_dictionary *dictionary, const char *text, const group *read, const bp_triple *triples,
                       bp_transform_result *result) {
  for (size_t i = 0; i < read->count; i++) {
    int term = 0;
    const statement *const found = &read->statements[i];
    const int status = dictionary == NULL ? BP_TRANSFORMED : learn_statement(dictionary, found, &triples[i], &term);
    if (status != BP_TRANSFORMED) {
      result->term_start = (size_t)(found->start[term] - text);
      result->term_bytes = (size_t)(found->end[term] - found->start[term]);
      return status;
    }
    result->triples++;
    result->bytes = read->ends[i];
  }
  return read->status;
}

uint64_t bp_hash(const char *text, size_t bytes) { return hash_of_text(text, bytes); }

int bp_transform(bp_dictionary *dictionary, const char *text, size_t bytes, bp_triple *triples, bp_transform_result *result) {
  int status = BP_TRANSFORMED;
  *result = (bp_transform_result){0, 0, 0, 0};
  while (result->bytes < bytes && status == BP_TRANSFORMED) {
    group read;
    bp_triple *const next = triples + result->triples;
    read_group(dictionary, text, result->bytes, bytes, next, &read);
    status = learn_group(dictionary, text, &read, next, result);
  }
  return status;
}
