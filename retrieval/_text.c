/* Remembering the pieces of texts, as pieces.py does it, and English stems, as english.py
 * finds them.
 */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* --- The pieces met so far ------------------------------------------------------ */

/* Who writes pieces that all fall into one place must not make reading slow: one that
 * finds none of so many places free is not remembered. */
#define MAX_PROBES 64

#define FIRST_SLOTS 1024

typedef struct {
    PyObject *value; /* NULL where the slot is free */
    uint32_t hash, length;
    size_t start; /* of the letters */
} Slot;

/* A hash table with places for *mask* + 1 pieces, at most half of them taken. */
typedef struct {
    Slot *slots;
    size_t mask, taken, limit;
    char *letters;
    size_t used, room;
} Memory;

typedef struct {
    const char *letters;
    size_t length;
    uint32_t hash;
} Piece;

static const char *const CAPSULE = "retrieval._text.Memory";

static void forget(Memory *memory)
{
    Slot *slots = memory->slots;
    size_t size = slots ? memory->mask + 1 : 0;
    free(memory->letters);
    memory->slots = NULL;
    memory->letters = NULL;
    memory->mask = memory->taken = memory->used = memory->room = 0;
    for (size_t i = 0; i < size; i++)
        Py_XDECREF(slots[i].value);
    free(slots);
}

static void free_memory(PyObject *capsule)
{
    Memory *memory = PyCapsule_GetPointer(capsule, CAPSULE);
    forget(memory);
    free(memory);
}

/* Return a memory for *limit* pieces. */
static PyObject *new_memory(PyObject *module, PyObject *args)
{
    (void)module;
    Py_ssize_t limit;
    if (!PyArg_ParseTuple(args, "n", &limit))
        return NULL;
    Memory *memory = calloc(1, sizeof(Memory));
    if (!memory)
        return PyErr_NoMemory();
    memory->limit = limit > 0 ? (size_t)limit : 1;
    PyObject *capsule = PyCapsule_New(memory, CAPSULE, free_memory);
    if (!capsule)
        free(memory);
    return capsule;
}

static uint32_t hash_of(const char *letters, size_t length)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)letters[i]) * 16777619u;
    return hash ^ hash >> 15;
}

/* Return the slot that a piece has or can have, NULL if there is none. */
static Slot *find(const Memory *memory, Piece piece)
{
    if (!memory->slots)
        return NULL;
    for (size_t i = 0; i < MAX_PROBES; i++) {
        Slot *slot = &memory->slots[(piece.hash + i) & memory->mask];
        if (!slot->value
            || (slot->hash == piece.hash && slot->length == piece.length
                && !memcmp(memory->letters + slot->start, piece.letters, piece.length)))
            return slot;
    }
    return NULL;
}

/* Make room for twice as many slots; pieces that find no place are forgotten. */
static int grow_slots(Memory *memory)
{
    size_t old_size = memory->slots ? memory->mask + 1 : 0;
    size_t size = old_size ? 2 * old_size : FIRST_SLOTS;
    Slot *old = memory->slots, *slots = calloc(size, sizeof(Slot));
    if (!slots)
        return -1;
    memory->slots = slots;
    memory->mask = size - 1;
    memory->taken = 0;
    for (size_t i = 0; i < old_size; i++) {
        if (!old[i].value)
            continue;
        Slot *slot = find(memory, (Piece){memory->letters + old[i].start, old[i].length,
                                          old[i].hash});
        if (slot) {
            *slot = old[i];
            memory->taken++;
        }
        else
            Py_DECREF(old[i].value);
    }
    free(old);
    return 0;
}

static int grow_letters(Memory *memory, size_t length)
{
    size_t room = 2 * (memory->used + length);
    char *letters = realloc(memory->letters, room);
    if (!letters)
        return -1;
    memory->letters = letters;
    memory->room = room;
    return 0;
}

/* Remember what a piece says, if there is a place for it. */
static int remember(Memory *memory, Piece piece, PyObject *value)
{
    if (memory->taken >= memory->limit)
        forget(memory);
    if (2 * (memory->taken + 1) > memory->mask && grow_slots(memory) < 0)
        return -1;
    if (memory->used + piece.length > memory->room
        && grow_letters(memory, piece.length) < 0)
        return -1;
    Slot *slot = find(memory, piece);
    if (!slot || slot->value)
        return 0;
    memcpy(memory->letters + memory->used, piece.letters, piece.length);
    *slot = (Slot){Py_NewRef(value), piece.hash, (uint32_t)piece.length, memory->used};
    memory->used += piece.length;
    memory->taken++;
    return 0;
}

/* --- Reading texts -------------------------------------------------------------- */

static inline int is_space(char c)
{
    return c == ' ' || c == '\n';
}

/* Return the piece that begins at *at*, and where the next one does: beyond *end* after
 * the last. A comma before a space belongs to no piece. */
static Piece next_piece(const char *at, const char *end, const char **next)
{
    const char *stop = at;
    while (stop < end && !is_space(*stop))
        stop++;
    *next = stop + 1;
    size_t length = (size_t)(stop - at);
    if (stop < end && length && stop[-1] == ',')
        length--;
    return (Piece){at, length, hash_of(at, length)};
}

/* Return a list with what the pieces of a text say, None for each that is new, and
 * append the new ones to a list. */
static PyObject *look_up(const Memory *memory, const char *at, const char *end,
                         PyObject *new)
{
    Py_ssize_t count = 1;
    for (const char *c = at; c < end; c++)
        count += is_space(*c);
    PyObject *said = PyList_New(count);
    for (Py_ssize_t i = 0; said && i < count; i++) {
        Piece piece = next_piece(at, end, &at);
        Slot *slot = find(memory, piece);
        PyObject *value = slot && slot->value ? slot->value : Py_None;
        PyList_SetItem(said, i, Py_NewRef(value));
        if (value != Py_None)
            continue;
        PyObject *letters = PyUnicode_DecodeUTF8(piece.letters, (Py_ssize_t)piece.length,
                                                 NULL);
        if (!letters || PyList_Append(new, letters) < 0)
            Py_CLEAR(said);
        Py_XDECREF(letters);
    }
    return said;
}

/* Put what was learned of the new pieces into *said*, and remember it. */
static int fill_in(Memory *memory, const char *at, const char *end, PyObject *said,
                   PyObject *learned)
{
    Py_ssize_t count = PyList_Size(said), used = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        Piece piece = next_piece(at, end, &at);
        if (PyList_GetItem(said, i) != Py_None)
            continue;
        PyObject *value = PyList_GetItem(learned, used++);
        if (!value)
            return -1;
        PyList_SetItem(said, i, Py_NewRef(value));
        if (piece.length <= UINT32_MAX && remember(memory, piece, value) < 0) {
            PyErr_NoMemory();
            return -1;
        }
    }
    return 0;
}

/* Return what the pieces of a text in UTF-8 say, NULL with an exception or without. */
static PyObject *read_utf8(Memory *memory, PyObject *utf8, PyObject *learn)
{
    char *start;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(utf8, &start, &size) < 0)
        return NULL;
    PyObject *new = PyList_New(0), *said = NULL, *learned = NULL;
    if (new)
        said = look_up(memory, start, start + size, new);
    if (said && PyList_Size(new) > 0) {
        learned = PyObject_CallFunctionObjArgs(learn, new, NULL);
        if (!learned || learned == Py_None
            || fill_in(memory, start, start + size, said, learned) < 0)
            Py_CLEAR(said);
    }
    Py_XDECREF(new);
    Py_XDECREF(learned);
    return said;
}

/* Return what the pieces of a text say, None if *learn* does not know. */
static PyObject *read_pieces(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *capsule, *text, *learn;
    if (!PyArg_ParseTuple(args, "OUO", &capsule, &text, &learn))
        return NULL;
    Memory *memory = PyCapsule_GetPointer(capsule, CAPSULE);
    if (!memory)
        return NULL;
    PyObject *said = NULL, *utf8 = PyUnicode_AsUTF8String(text);
    if (utf8)
        said = read_utf8(memory, utf8, learn);
    else if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
        PyErr_Clear(); /* Half of a surrogate pair. */
    Py_XDECREF(utf8);
    return said || PyErr_Occurred() ? said : Py_NewRef(Py_None);
}

/* --- English stems -------------------------------------------------------------- */

#define LONGEST 255

/* A word of ASCII letters, and where its regions R1 and R2 begin, at its end or beyond
 * it if they are empty. A "y" that is a consonant is written "Y". */
typedef struct {
    char letters[LONGEST + 2]; /* An "e" may be put after the last. */
    int length, r1, r2;
} Word;

typedef struct {
    const char *suffix, *replacement;
    const char *after; /* of which letters one must precede, NULL for any */
    int in_r2, forgets;
} Rule;

/* Of each step longer suffixes stand first, as far as they end alike. */
static const Rule STEP_2[] = {
    {"ational", "ate", NULL, 0, 0}, {"tional", "tion", NULL, 0, 0},
    {"ization", "ize", NULL, 0, 1}, {"ation", "ate", NULL, 0, 0},
    {"fulness", "ful", NULL, 0, 0}, {"ousness", "ous", NULL, 0, 0},
    {"iveness", "ive", NULL, 0, 0}, {"biliti", "ble", NULL, 0, 0},
    {"aliti", "al", NULL, 0, 0},    {"iviti", "ive", NULL, 0, 0},
    {"lessli", "less", NULL, 0, 0}, {"entli", "ent", NULL, 0, 0},
    {"ousli", "ous", NULL, 0, 0},   {"fulli", "ful", NULL, 0, 0},
    {"abli", "able", NULL, 0, 0},   {"alli", "al", NULL, 0, 0},
    {"bli", "ble", NULL, 0, 0},     {"li", "", "cdeghkmnrt", 0, 0},
    {"alism", "al", NULL, 0, 0},    {"enci", "ence", NULL, 0, 0},
    {"anci", "ance", NULL, 0, 0},   {"izer", "ize", NULL, 0, 1},
    {"ator", "ate", NULL, 0, 0},    {"ogi", "og", "l", 0, 0},
    {0},
};
static const Rule STEP_3[] = {
    {"ational", "ate", NULL, 0, 1}, {"tional", "tion", NULL, 0, 0},
    {"alize", "al", NULL, 0, 0},    {"icate", "ic", NULL, 0, 0},
    {"iciti", "ic", NULL, 0, 0},    {"ical", "ic", NULL, 0, 0},
    {"ful", "", NULL, 0, 0},        {"ness", "", NULL, 0, 0},
    {"ative", "", NULL, 1, 0},      {0},
};
static const Rule STEP_4[] = {
    {"ement", "", NULL, 1, 0}, {"ment", "", NULL, 1, 0}, {"ent", "", NULL, 1, 0},
    {"ance", "", NULL, 1, 0},  {"ence", "", NULL, 1, 0}, {"able", "", NULL, 1, 0},
    {"ible", "", NULL, 1, 0},  {"ant", "", NULL, 1, 0},  {"ism", "", NULL, 1, 0},
    {"ate", "", NULL, 1, 0},   {"iti", "", NULL, 1, 0},  {"ous", "", NULL, 1, 0},
    {"ive", "", NULL, 1, 0},   {"ize", "", NULL, 1, 0},  {"ion", "", "st", 1, 0},
    {"al", "", NULL, 1, 0},    {"er", "", NULL, 1, 0},   {"ic", "", NULL, 1, 0},
    {0},
};

static inline int is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* Return the letter so many places before the end. */
static inline char last(const Word *word, int place)
{
    return place <= word->length ? word->letters[word->length - place] : 0;
}

static int ends_with(const Word *word, const char *suffix)
{
    int length = (int)strlen(suffix);
    return length <= word->length
        && !memcmp(word->letters + word->length - length, suffix, (size_t)length);
}

static int has_vowel(const Word *word, int length)
{
    for (int i = 0; i < length; i++)
        if (is_vowel(word->letters[i]))
            return 1;
    return 0;
}

static void mark_consonants(Word *word)
{
    for (int i = 0; i < word->length; i++)
        if (word->letters[i] == 'y' && (i == 0 || is_vowel(word->letters[i - 1])))
            word->letters[i] = 'Y';
}

/* Return where the region begins after the first vowel with a consonant after it. */
static int region_after(const Word *word, int at)
{
    while (at < word->length && !is_vowel(word->letters[at]))
        at++;
    while (at < word->length && is_vowel(word->letters[at]))
        at++;
    return at < word->length ? at + 1 : word->length;
}

static void find_regions(Word *word)
{
    static const char *const beginnings[] = {"gener", "arsen", "commun"};
    word->r1 = 0;
    for (int i = 0; i < 3; i++)
        if (!strncmp(word->letters, beginnings[i], strlen(beginnings[i])))
            word->r1 = (int)strlen(beginnings[i]);
    if (!word->r1)
        word->r1 = region_after(word, 0);
    word->r2 = region_after(word, word->r1);
}

/* Step 1a. */
static void take_off_s(Word *word)
{
    if (ends_with(word, "ied") || ends_with(word, "ies"))
        word->length -= word->length > 4 ? 2 : 1;
    else if (ends_with(word, "sses"))
        word->length -= 2;
    else if (last(word, 1) == 's' && last(word, 2) != 'u' && last(word, 2) != 's'
             && has_vowel(word, word->length - 2))
        word->length--;
}

static int ends_in_short_syllable(const Word *word)
{
    char c = last(word, 1);
    if (word->length < 2 || is_vowel(c) || !is_vowel(last(word, 2)))
        return 0;
    return word->length == 2
        || (c != 'w' && c != 'x' && c != 'Y' && !is_vowel(last(word, 3)));
}

/* Put right what "-ed" or "-ing" stood after. */
static void mend(Word *word)
{
    char c = last(word, 1);
    int length = word->length;
    if (ends_with(word, "at") || ends_with(word, "bl") || ends_with(word, "iz")) {
        word->letters[word->length++] = 'e';
        if (word->r1 > length)
            word->r1 = length;
        /* Where both regions are empty, nltk lets the "e" into R1 alone. */
        if (word->r2 > length)
            word->r2 = length > 4 || length - word->r1 > 1 ? length : length + 1;
    }
    else if (c == last(word, 2) && c && strchr("bdfgmnprt", c))
        word->length--;
    else if (word->r1 >= length && ends_in_short_syllable(word)) {
        word->letters[word->length++] = 'e';
        word->r1 = word->r2 = LONGEST + 2;
    }
}

/* Step 1b. */
static void take_off_past(Word *word)
{
    static const char *const suffixes[] = {"eedly", "ingly", "edly", "eed", "ing", "ed"};
    for (int i = 0; i < 6; i++) {
        if (!ends_with(word, suffixes[i]))
            continue;
        int length = word->length - (int)strlen(suffixes[i]);
        if (suffixes[i][1] == 'e') {
            if (length >= word->r1)
                word->length = length + 2;
        }
        else if (has_vowel(word, length)) {
            word->length = length;
            mend(word);
        }
        return;
    }
}

/* Steps 2 to 4: the longest suffix decides. */
static void replace(Word *word, const Rule *rule)
{
    while (rule->suffix && !ends_with(word, rule->suffix))
        rule++;
    if (!rule->suffix)
        return;
    int start = word->length - (int)strlen(rule->suffix);
    if (start < (rule->in_r2 ? word->r2 : word->r1)
        || (rule->after && !strchr(rule->after, word->letters[start - 1])))
        return;
    if (rule->forgets && word->r2 > start)
        word->r2 = word->length;
    size_t length = strlen(rule->replacement);
    memcpy(word->letters + start, rule->replacement, length);
    word->length = start + (int)length;
}

/* Step 5. */
static void take_off_last(Word *word)
{
    char c = last(word, 1);
    int at = word->length - 1;
    if (c == 'l' && last(word, 2) == 'l' && at >= word->r2)
        word->length--;
    else if (c == 'e') {
        word->length--;
        if (at < word->r2
            && (at < word->r1 || at < 3 || ends_in_short_syllable(word)))
            word->length++;
    }
}

static void find_stem(Word *word)
{
    mark_consonants(word);
    take_off_s(word);
    find_regions(word);
    take_off_past(word);
    char c = last(word, 1);
    if ((c == 'y' || c == 'Y') && word->length > 2 && !is_vowel(last(word, 2)))
        word->letters[word->length - 1] = 'i';
    replace(word, STEP_2);
    replace(word, STEP_3);
    replace(word, STEP_4);
    take_off_last(word);
    for (int i = 0; i < word->length; i++)
        if (word->letters[i] == 'Y')
            word->letters[i] = 'y';
}

/* Copy a word; return whether it has 3 to LONGEST letters, all from a to z. */
static int take_word(Word *word, const char *letters, Py_ssize_t length)
{
    if (length < 3 || length > LONGEST)
        return 0;
    for (Py_ssize_t i = 0; i < length; i++)
        if (letters[i] < 'a' || letters[i] > 'z')
            return 0;
    memcpy(word->letters, letters, (size_t)length);
    word->letters[length] = 0;
    word->length = (int)length;
    return 1;
}

/* Return the stem of a word of ASCII letters, None if it is another or too long. */
static PyObject *stem(PyObject *module, PyObject *text)
{
    (void)module;
    PyObject *ascii = PyUnicode_AsUTF8String(text), *result = NULL;
    char *letters;
    Py_ssize_t length;
    Word word;
    if (ascii && PyBytes_AsStringAndSize(ascii, &letters, &length) == 0) {
        if (!take_word(&word, letters, length))
            result = Py_NewRef(Py_None);
        else {
            find_stem(&word);
            int is_stem = word.length == length
                && !memcmp(word.letters, letters, (size_t)length);
            result = is_stem ? Py_NewRef(text)
                             : PyUnicode_FromStringAndSize(word.letters, word.length);
        }
    }
    Py_XDECREF(ascii);
    return result;
}

/* --- The module ----------------------------------------------------------------- */

static PyMethodDef methods[] = {
    {"Memory", new_memory, METH_VARARGS, "Return a memory for so many pieces."},
    {"read", read_pieces, METH_VARARGS, "Return what the pieces of a text say."},
    {"stem", stem, METH_O, "Return the stem of an English word."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "retrieval._text", .m_size = 0,
    .m_methods = methods, .m_slots = slots,
};

PyMODINIT_FUNC PyInit__text(void)
{
    return PyModuleDef_Init(&definition);
}
