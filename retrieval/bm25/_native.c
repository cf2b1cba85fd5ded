/* Numbering terms, inverting and searching postings: inversion.py and maxscore.py in C,
 * with the same results to the last bit.
 *
 * The arrays may be mapped from damaged files, so nothing read from them is trusted.
 * Every array indexed by a document has room for all 16-bit numbers, codes are masked,
 * and the range of a term's postings is checked. A damaged index may give wrong hits,
 * but memory safety and the range of the hits do not depend on the files.
 *
 * Compile without contraction of a * b + c: it rounds once instead of twice, so scores
 * that are equal would differ.
 */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>

#include <float.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DOCS 65536
#define MAX_KINDS 65536

/* Thresholds are lowered by this factor: the same numbers added up in another order
 * give sums that differ, but by far less. */
#define SLACK (1 - 1e-9)

/* Guessing a threshold costs about as much as adding up this many postings. */
#define WORTH_GUESSING 2048
#define MAX_GUESSES 64
#define FIRST_SEEN 512

/* Going through a list of n postings takes as long as looking up n / 64 documents. */
#define LOOK_UP_COST 64

/* With more than this many times k documents to look up, a guess pays off. */
#define MANY 30

#if defined(__GNUC__)
#define PREFETCH(address) __builtin_prefetch(address)
#else
#define PREFETCH(address) (void)(address)
#endif

/* --- The best hits ------------------------------------------------------------ */

typedef struct {
    double score;
    int64_t doc;
} Hit;

/* A binary heap of the best hits so far, with the worst of them on top. */
typedef struct {
    Hit *hits;
    Py_ssize_t size, capacity;
} Heap;

static inline int is_worse(Hit a, Hit b)
{
    return a.score < b.score || (a.score == b.score && a.doc > b.doc);
}

static void sift_down(Heap *heap, Hit hit)
{
    Py_ssize_t at = 0, child;
    while ((child = 2 * at + 1) < heap->size) {
        if (child + 1 < heap->size
            && is_worse(heap->hits[child + 1], heap->hits[child]))
            child++;
        if (!is_worse(heap->hits[child], hit))
            break;
        heap->hits[at] = heap->hits[child];
        at = child;
    }
    heap->hits[at] = hit;
}

static void offer(Heap *heap, double score, int64_t doc)
{
    Hit hit = {score, doc};
    if (heap->size == heap->capacity) {
        if (is_worse(heap->hits[0], hit))
            sift_down(heap, hit);
        return;
    }
    Py_ssize_t at = heap->size++;
    while (at > 0 && is_worse(hit, heap->hits[(at - 1) / 2])) {
        heap->hits[at] = heap->hits[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->hits[at] = hit;
}

static Hit take_worst(Heap *heap)
{
    Hit worst = heap->hits[0], last = heap->hits[--heap->size];
    sift_down(heap, last);
    return worst;
}

/* The score that a document must reach to be among the best; 0 while there is room. */
static inline double threshold_of(const Heap *heap)
{
    return heap->size == heap->capacity ? heap->hits[0].score : 0;
}

/* --- Views: the segments, as maxscore.View has them ---------------------------- */

enum { TERMS, STARTS, DOCS, CODES, BOUNDS, WEIGHTS, BUFFERS };

typedef struct {
    int64_t first_doc, n_docs;
    double unit;
    Py_ssize_t n_terms, n_postings;
    const int32_t *terms;
    const uint32_t *starts;
    const uint16_t *docs, *codes;
    const uint8_t *bounds;
    const double *weights;
    uint16_t mask; /* code & mask is a valid index of weights, whose size is 2^n */
    Py_buffer buffers[BUFFERS];
} View;

/* Working memory of one search. */
typedef struct Scratch {
    struct Scratch *next;
    double scores[MAX_DOCS]; /* all 0 between searches, unless the index is damaged */
    uint64_t flags[MAX_DOCS / 64]; /* all 0 between uses: a bit for each document */
    uint16_t seen[MAX_DOCS];
    uint16_t survivors[MAX_DOCS];
} Scratch;

/* The views, and a list of unused working memory. The GIL guards the list. */
typedef struct {
    Py_ssize_t n_views;
    Scratch *spare;
    View views[];
} Attached;

static const char *const CAPSULE = "retrieval.bm25._native.Attached";

static void release_view(View *view)
{
    for (int i = 0; i < BUFFERS; i++)
        PyBuffer_Release(&view->buffers[i]);
}

static void free_attached(PyObject *capsule)
{
    Attached *attached = PyCapsule_GetPointer(capsule, CAPSULE);
    for (Py_ssize_t i = 0; i < attached->n_views; i++)
        release_view(&attached->views[i]);
    while (attached->spare) {
        Scratch *scratch = attached->spare;
        attached->spare = scratch->next;
        free(scratch);
    }
    free(attached);
}

/* Get the memory of a contiguous array; return -1 with an exception set on failure. */
static int get_array(PyObject *object, Py_buffer *buffer, int itemsize, int flags)
{
    if (PyObject_GetBuffer(object, buffer, flags | PyBUF_ND) < 0)
        return -1;
    if (buffer->itemsize == itemsize)
        return 0;
    PyErr_Format(PyExc_TypeError, "expected items of %d bytes, not of %zd", itemsize,
                 buffer->itemsize);
    PyBuffer_Release(buffer);
    return -1;
}

static Py_ssize_t length(const Py_buffer *buffer)
{
    return buffer->len / buffer->itemsize;
}

static int view_fits(const View *view)
{
    const Py_buffer *b = view->buffers;
    Py_ssize_t n_weights = length(&b[WEIGHTS]);
    return 0 <= view->n_docs && view->n_docs <= MAX_DOCS
        && length(&b[STARTS]) == view->n_terms + 1
        && length(&b[CODES]) == view->n_postings
        && length(&b[BOUNDS]) == view->n_terms && 0 < n_weights
        && n_weights <= MAX_KINDS && !(n_weights & (n_weights - 1));
}

static int fill_view(View *view, PyObject *tuple)
{
    static const int itemsizes[BUFFERS] = {4, 4, 2, 2, 1, 8};
    PyObject *arrays[BUFFERS];
    if (!PyArg_ParseTuple(tuple, "LLOOOOOOd", &view->first_doc, &view->n_docs,
                          &arrays[TERMS], &arrays[STARTS], &arrays[DOCS],
                          &arrays[CODES], &arrays[BOUNDS], &arrays[WEIGHTS],
                          &view->unit))
        return -1;
    for (int i = 0; i < BUFFERS; i++)
        if (get_array(arrays[i], &view->buffers[i], itemsizes[i], 0) < 0)
            return -1;
    view->n_terms = length(&view->buffers[TERMS]);
    view->n_postings = length(&view->buffers[DOCS]);
    view->terms = view->buffers[TERMS].buf;
    view->starts = view->buffers[STARTS].buf;
    view->docs = view->buffers[DOCS].buf;
    view->codes = view->buffers[CODES].buf;
    view->bounds = view->buffers[BOUNDS].buf;
    view->weights = view->buffers[WEIGHTS].buf;
    view->mask = (uint16_t)(length(&view->buffers[WEIGHTS]) - 1);
    if (view_fits(view))
        return 0;
    PyErr_SetString(PyExc_ValueError, "the arrays of a view do not fit together");
    return -1;
}

static PyObject *attach(PyObject *module, PyObject *views)
{
    (void)module;
    if (!PyList_Check(views))
        return PyErr_Format(PyExc_TypeError, "expected a list of views");
    Py_ssize_t n = PyList_Size(views);
    Attached *attached = calloc(1, sizeof(Attached) + (size_t)n * sizeof(View));
    if (!attached)
        return PyErr_NoMemory();
    attached->n_views = n;
    PyObject *capsule = PyCapsule_New(attached, CAPSULE, free_attached);
    if (!capsule) {
        free(attached);
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++)
        if (fill_view(&attached->views[i], PyList_GetItem(views, i)) < 0) {
            Py_DECREF(capsule); /* releases what has been got so far */
            return NULL;
        }
    return capsule;
}

/* --- Search -------------------------------------------------------------------- */

/* The postings of one query term in one view. */
typedef struct {
    const uint16_t *docs, *codes;
    Py_ssize_t n;
    double weight, bound;
} List;

typedef struct {
    Py_ssize_t n_terms;
    int32_t *numbers; /* of the query's terms */
    double *weights;
    List *lists;
    double *rest; /* rest[i]: an upper bound of what lists i, i + 1, ... can add */
    Heap best;
} Query;

/* The state of a search in one view. */
typedef struct {
    const View *view;
    Scratch *scratch;
    const List *lists;
    const double *rest;
    Py_ssize_t n_lists;
    Py_ssize_t n_seen;
    int is_dense; /* seen is not kept up to date: any document may have a score */
    int may_guess; /* no hits in other views, which would be a better guess */
    double threshold;
} Pass;

static Py_ssize_t find_term(const View *view, int32_t number)
{
    const int32_t *from = view->terms;
    Py_ssize_t n = view->n_terms;
    while (n > 1) {
        Py_ssize_t half = n / 2;
        from += from[half - 1] < number ? half : 0;
        n -= half;
    }
    return n == 1 && *from == number ? from - view->terms : -1;
}

/* Find the query's terms in a view; return how many of them occur there. */
static Py_ssize_t find_lists(const View *view, Query *query)
{
    Py_ssize_t n = 0;
    for (Py_ssize_t i = 0; i < query->n_terms; i++) {
        Py_ssize_t at = find_term(view, query->numbers[i]);
        if (at < 0)
            continue;
        Py_ssize_t start = view->starts[at], end = view->starts[at + 1];
        if (start >= end || end > view->n_postings)
            continue;
        List *list = &query->lists[n++];
        list->docs = view->docs + start;
        list->codes = view->codes + start;
        PREFETCH(list->docs);
        PREFETCH(list->codes);
        list->n = end - start;
        list->weight = query->weights[i];
        list->bound = list->weight * view->unit * view->bounds[at];
    }
    query->rest[n] = 0;
    for (Py_ssize_t i = n - 1; i >= 0; i--)
        query->rest[i] = query->rest[i + 1] + query->lists[i].bound;
    return n;
}

/* What a list adds to the score of a document, by binary search. The loop has no branch
 * inside: the processor would mispredict every other one. */
static inline double look_up(const Pass *pass, const List *list, uint16_t doc)
{
    const uint16_t *from = list->docs;
    Py_ssize_t n = list->n;
    while (n > 1) {
        Py_ssize_t half = n / 2;
        from += half & -(Py_ssize_t)(from[half - 1] < doc);
        n -= half;
    }
    if (*from != doc)
        return 0;
    uint16_t code = list->codes[from - list->docs];
    return list->weight * pass->view->weights[code & pass->view->mask];
}

static inline double at_least(double a, double b)
{
    return a > b ? a : b;
}

/* Raise the threshold: compute the whole scores of the k documents that lead so far, by
 * looking them up in lists i, i + 1, ... The lowest is at most the k-th best of all. */
static void guess_threshold(Pass *pass, Py_ssize_t i, const uint16_t *docs,
                            Py_ssize_t n_docs, Py_ssize_t k)
{
    if (!pass->may_guess || k > MAX_GUESSES || n_docs < k)
        return;
    Hit leading[MAX_GUESSES], whole[MAX_GUESSES];
    Heap leaders = {leading, 0, k}, finished = {whole, 0, k};
    const double *scores = pass->scratch->scores;
    double worst = 0;
    for (Py_ssize_t j = 0; j < n_docs; j++) {
        double score = scores[docs[j]];
        if (score > worst) {
            offer(&leaders, score, docs[j]);
            worst = threshold_of(&leaders);
        }
    }
    for (Py_ssize_t j = 0; j < leaders.size; j++) {
        double score = leading[j].score;
        for (Py_ssize_t l = i; l < pass->n_lists; l++)
            score += look_up(pass, &pass->lists[l], (uint16_t)leading[j].doc);
        offer(&finished, score, leading[j].doc);
    }
    pass->threshold = at_least(pass->threshold, threshold_of(&finished));
}

/* Return the value or 0, without a branch for the same reason. */
static inline double value_if(int condition, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    bits &= -(uint64_t)condition;
    memcpy(&value, &bits, sizeof(bits));
    return value;
}

/* Add a list to the scores. Documents not seen so far are ignored if the list adds less
 * than *needed*: they cannot reach the threshold any more. */
static void add_list(Pass *pass, const List *list, double needed)
{
    double *scores = pass->scratch->scores;
    uint16_t *seen = pass->scratch->seen;
    const double *weights = pass->view->weights;
    uint16_t mask = pass->view->mask;
    Py_ssize_t n_seen = pass->n_seen;
    const uint16_t *docs = list->docs, *codes = list->codes;
    double weight = list->weight;
    Py_ssize_t n = list->n;
    if (pass->is_dense) {
        for (Py_ssize_t p = 0; p < n; p++)
            scores[docs[p]] += weight * weights[codes[p] & mask];
        return;
    }
    for (Py_ssize_t p = 0; p < n; p++) {
        uint16_t doc = docs[p];
        double score = scores[doc], added = weight * weights[codes[p] & mask];
        int is_known = score > 0, stays = is_known | (added >= needed);
        scores[doc] = value_if(stays, score + added);
        seen[n_seen] = doc;
        n_seen += stays - is_known;
    }
    pass->n_seen = n_seen;
}

/* Add up the lists that can lift an unseen document into the best k; return the index
 * of the first list that cannot. */
static Py_ssize_t add_lists(Pass *pass, Py_ssize_t k)
{
    Py_ssize_t i, n_postings = 0, guess_at = WORTH_GUESSING;
    for (i = 0; i < pass->n_lists; i++) {
        const List *list = &pass->lists[i];
        if (pass->rest[i] < pass->threshold * SLACK)
            break;
        if (list->n >= guess_at && !pass->is_dense) {
            /* Documents seen first have the terms with the most weight. */
            Py_ssize_t n = pass->n_seen < FIRST_SEEN ? pass->n_seen : FIRST_SEEN;
            guess_threshold(pass, i, pass->scratch->seen, n, k);
            guess_at = 4 * list->n;
            if (pass->rest[i] < pass->threshold * SLACK)
                break;
        }
        n_postings += list->n;
        /* This also keeps seen from overflowing, even in a damaged index. */
        if (n_postings > pass->view->n_docs / 4)
            pass->is_dense = 1;
        add_list(pass, list, pass->threshold * SLACK - pass->rest[i + 1]);
    }
    return i;
}

/* Keep those of n documents whose score reaches *enough*; *to* may be *from*. */
static Py_ssize_t keep(const double *scores, const uint16_t *from, Py_ssize_t n,
                       double enough, uint16_t *to)
{
    Py_ssize_t kept = 0;
    for (Py_ssize_t j = 0; j < n; j++) {
        uint16_t doc = from[j];
        to[kept] = doc;
        kept += scores[doc] >= enough;
    }
    return kept;
}

static Py_ssize_t keep_of_all(const Pass *pass, double enough)
{
    const double *scores = pass->scratch->scores;
    uint16_t *to = pass->scratch->survivors;
    Py_ssize_t kept = 0;
    for (int64_t doc = 0; doc < pass->view->n_docs; doc++) {
        to[kept] = (uint16_t)doc;
        kept += scores[doc] >= enough;
    }
    return kept;
}

/* Add a list to the scores of the survivors. */
static void add_to_survivors(Pass *pass, const List *list, Py_ssize_t n_survivors)
{
    double *scores = pass->scratch->scores;
    const uint16_t *survivors = pass->scratch->survivors;
    if (list->n < LOOK_UP_COST * n_survivors) {
        const uint16_t *docs = list->docs, *codes = list->codes;
        const double *weights = pass->view->weights, weight = list->weight;
        uint16_t mask = pass->view->mask;
        uint64_t *flags = pass->scratch->flags;
        for (Py_ssize_t j = 0; j < n_survivors; j++)
            flags[survivors[j] / 64] |= (uint64_t)1 << survivors[j] % 64;
        for (Py_ssize_t p = 0, n = list->n; p < n; p++) {
            uint16_t doc = docs[p];
            if (flags[doc / 64] >> doc % 64 & 1)
                scores[doc] += weight * weights[codes[p] & mask];
        }
        for (Py_ssize_t j = 0; j < n_survivors; j++)
            flags[survivors[j] / 64] = 0;
    }
    else
        for (Py_ssize_t j = 0; j < n_survivors; j++)
            scores[survivors[j]] += look_up(pass, list, survivors[j]);
}

static void offer_survivors(const Pass *pass, Py_ssize_t n, Heap *best)
{
    double worst = threshold_of(best);
    for (Py_ssize_t j = 0; j < n; j++) {
        uint16_t doc = pass->scratch->survivors[j];
        double score = pass->scratch->scores[doc];
        if (score >= worst && doc < pass->view->n_docs) {
            offer(best, score, pass->view->first_doc + doc);
            worst = threshold_of(best);
        }
    }
}

static void search_view(const View *view, Query *query, Scratch *scratch)
{
    Heap *best = &query->best;
    Pass pass = {.view = view, .scratch = scratch, .lists = query->lists,
                 .rest = query->rest, .threshold = threshold_of(best)};
    pass.may_guess = pass.threshold == 0;
    pass.n_lists = find_lists(view, query);
    Py_ssize_t k = best->capacity, i = add_lists(&pass, k);
    double *scores = scratch->scores;
    uint16_t *survivors = scratch->survivors;
    double enough = at_least(pass.threshold * SLACK - pass.rest[i], DBL_MIN);
    Py_ssize_t n = pass.is_dense
        ? keep_of_all(&pass, enough)
        : keep(scores, scratch->seen, pass.n_seen, enough, survivors);
    if (i < pass.n_lists && n > MANY * k)
        guess_threshold(&pass, i, survivors, n, k);
    for (; i < pass.n_lists && n; i++) {
        n = keep(scores, survivors, n, pass.threshold * SLACK - pass.rest[i],
                 survivors);
        add_to_survivors(&pass, &pass.lists[i], n);
    }
    offer_survivors(&pass, n, best);
    if (pass.is_dense)
        memset(scores, 0, (size_t)view->n_docs * sizeof(*scores));
    else
        for (Py_ssize_t j = 0; j < pass.n_seen; j++)
            scores[scratch->seen[j]] = 0;
}

static void free_query(Query *query)
{
    free(query->lists);
    free(query->best.hits);
}

/* Allocate n terms and k hits; return -1 with an exception set on failure. */
static int allocate_query(Query *query, size_t n, size_t k)
{
    size_t size = sizeof(List) + 2 * sizeof(double) + sizeof(int32_t);
    query->lists = malloc((n + 1) * size);
    query->best = (Heap){malloc(k * sizeof(Hit)), 0, (Py_ssize_t)k};
    if (!query->lists || !query->best.hits) {
        PyErr_NoMemory();
        return -1;
    }
    query->rest = (double *)(query->lists + n + 1);
    query->weights = query->rest + n + 1;
    query->numbers = (int32_t *)(query->weights + n + 1);
    return 0;
}

/* The fields of maxscore.Term. */
enum { ORDER, WORD, NUMBER, IDF, FIELDS };

/* Read a sorted list of maxscore.Term, where equal terms are neighbours; return -1 with
 * an exception set on failure. */
static int fill_query(Query *query, PyObject *terms)
{
    Py_ssize_t n = PyList_Size(terms), m = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *term = PyList_GetItem(terms, i);
        if (!term || !PyTuple_Check(term) || PyTuple_Size(term) != FIELDS) {
            PyErr_SetString(PyExc_TypeError, "expected maxscore.Term");
            return -1;
        }
        long number = PyLong_AsLong(PyTuple_GetItem(term, NUMBER));
        double weight = PyFloat_AsDouble(PyTuple_GetItem(term, IDF));
        if (PyErr_Occurred())
            return -1;
        if (m && query->numbers[m - 1] == number) {
            query->weights[m - 1] += weight;
            continue;
        }
        query->numbers[m] = (int32_t)number;
        query->weights[m++] = weight;
    }
    query->n_terms = m;
    return 0;
}

static Scratch *borrow_scratch(Attached *attached)
{
    Scratch *scratch = attached->spare;
    if (scratch)
        attached->spare = scratch->next;
    else if (!(scratch = calloc(1, sizeof(*scratch))))
        PyErr_NoMemory();
    return scratch;
}

static int search_views(Attached *attached, Query *query)
{
    Scratch *scratch = borrow_scratch(attached);
    if (!scratch)
        return -1;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t i = 0; i < attached->n_views; i++)
        search_view(&attached->views[i], query, scratch);
    Py_END_ALLOW_THREADS
    scratch->next = attached->spare;
    attached->spare = scratch;
    return 0;
}

static PyObject *search(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *capsule, *terms, *id_array, *score_array, *result = NULL;
    Py_buffer ids, scores;
    if (!PyArg_ParseTuple(args, "OOOO", &capsule, &terms, &id_array, &score_array))
        return NULL;
    Attached *attached = PyCapsule_GetPointer(capsule, CAPSULE);
    if (!attached || get_array(id_array, &ids, 8, PyBUF_WRITABLE) < 0)
        return NULL;
    if (get_array(score_array, &scores, 8, PyBUF_WRITABLE) < 0) {
        PyBuffer_Release(&ids);
        return NULL;
    }
    Query query = {0};
    if (!PyList_Check(terms) || !length(&ids) || length(&ids) != length(&scores))
        PyErr_SetString(PyExc_ValueError, "expected a list and room for hits");
    else if (allocate_query(&query, (size_t)PyList_Size(terms), (size_t)length(&ids))
                 == 0
             && fill_query(&query, terms) == 0 && search_views(attached, &query) == 0) {
        Heap *best = &query.best;
        result = PyLong_FromSsize_t(best->size);
        while (best->size) {
            Hit hit = take_worst(best);
            ((int64_t *)ids.buf)[best->size] = hit.doc;
            ((double *)scores.buf)[best->size] = hit.score;
        }
    }
    free_query(&query);
    PyBuffer_Release(&ids);
    PyBuffer_Release(&scores);
    return result;
}

/* --- Numbering ----------------------------------------------------------------- */

/* Return the number of a term, adding a new term to *numbers*; or -1 with an exception
 * set. */
static int32_t number_of(PyObject *numbers, PyObject *term)
{
    PyObject *found = PyDict_GetItemWithError(numbers, term);
    if (found)
        Py_INCREF(found);
    else if (PyErr_Occurred() || !(found = PyObject_GetItem(numbers, term)))
        return -1;
    long number = PyLong_AsLong(found);
    Py_DECREF(found);
    if (0 <= number && number <= INT32_MAX)
        return (int32_t)number;
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_OverflowError, "a number does not fit 32 bits");
    return -1;
}

/* Number the terms of a document, at most *room*; return how many there are, or -1 with
 * an exception set. */
static Py_ssize_t number_document(PyObject *numbers, PyObject *document,
                                  int32_t *tokens, Py_ssize_t room)
{
    PyObject *terms = PySequence_Fast(document, "a document is a sequence of terms");
    if (!terms)
        return -1;
    int is_list = PyList_Check(terms);
    Py_ssize_t n = is_list ? PyList_Size(terms) : PyTuple_Size(terms);
    if (n > room) {
        PyErr_SetString(PyExc_ValueError, "there are more terms than were counted");
        n = -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        /* Comparing terms may run any code, which may change the list. */
        PyObject *term = is_list ? PyList_GetItem(terms, i) : PyTuple_GetItem(terms, i);
        Py_XINCREF(term);
        tokens[i] = term ? number_of(numbers, term) : -1;
        Py_XDECREF(term);
        if (tokens[i] < 0)
            n = -1;
    }
    Py_DECREF(terms);
    return n;
}

static PyObject *number(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *numbers, *documents, *array;
    Py_buffer tokens;
    if (!PyArg_ParseTuple(args, "O!O!O", &PyDict_Type, &numbers, &PyList_Type,
                          &documents, &array)
        || get_array(array, &tokens, 4, PyBUF_WRITABLE) < 0)
        return NULL;
    Py_ssize_t at = 0, room = length(&tokens), n = 0;
    for (Py_ssize_t i = 0; n >= 0 && i < PyList_Size(documents); i++) {
        PyObject *document = Py_NewRef(PyList_GetItem(documents, i));
        n = number_document(numbers, document, (int32_t *)tokens.buf + at, room - at);
        Py_DECREF(document);
        at += n;
    }
    PyBuffer_Release(&tokens);
    if (n >= 0 && at < room)
        return PyErr_Format(PyExc_ValueError, "%zd of %zd terms were given", at, room);
    return n < 0 ? NULL : Py_NewRef(Py_None);
}

/* --- Inversion ----------------------------------------------------------------- */

/* The state of a term during an inversion. */
typedef struct {
    uint32_t next; /* in count_df its df, then the index of its next posting */
    int32_t tf;    /* in the current document */
    uint32_t mark; /* the last document, and the last step there, that met the term */
} Entry;

/* The kinds of postings so far, in a hash table with open addressing. */
enum { SLOTS = 2 * MAX_KINDS };

typedef struct {
    int32_t (*kinds)[2];
    uint32_t n;
    uint32_t slots[SLOTS]; /* 1 + the code, or 0 */
} Kinds;

/* The input, output and state of an inversion. */
typedef struct {
    const int32_t *tokens, *lengths;
    Py_ssize_t n_tokens, n_docs, vocabulary_size;
    int32_t *terms;
    uint32_t *starts;
    uint16_t *docs, *codes;
    Py_ssize_t n_terms, n_postings;
    Entry *entries;
    Kinds *kinds;
} Inversion;

enum { DONE, TOO_MANY_KINDS, BAD_NUMBERS };

/* Return the code of a kind, adding a new kind; MAX_KINDS if there is no room. */
static uint32_t code_of(Kinds *kinds, int32_t tf, int32_t doc_len)
{
    uint64_t key = (uint64_t)(uint32_t)tf << 32 | (uint32_t)doc_len;
    size_t slot = (size_t)(key * 0x9E3779B97F4A7C15u >> 32) % SLOTS;
    for (; kinds->slots[slot]; slot = (slot + 1) % SLOTS) {
        uint32_t code = kinds->slots[slot] - 1;
        if (kinds->kinds[code][0] == tf && kinds->kinds[code][1] == doc_len)
            return code;
    }
    if (kinds->n == MAX_KINDS)
        return MAX_KINDS;
    kinds->kinds[kinds->n][0] = tf;
    kinds->kinds[kinds->n][1] = doc_len;
    kinds->slots[slot] = ++kinds->n;
    return kinds->n - 1;
}

/* Count the documents of each term, in entries[].next, and check all numbers. */
static int count_df(Inversion *in)
{
    Py_ssize_t at = 0;
    for (Py_ssize_t doc = 0; doc < in->n_docs; doc++) {
        if (in->lengths[doc] < 0 || in->lengths[doc] > in->n_tokens - at)
            return BAD_NUMBERS;
        for (Py_ssize_t end = at + in->lengths[doc]; at < end; at++) {
            int32_t term = in->tokens[at];
            if (term < 0 || term >= in->vocabulary_size)
                return BAD_NUMBERS;
            Entry *entry = &in->entries[term];
            entry->next += entry->mark != (uint32_t)doc + 1;
            entry->mark = (uint32_t)doc + 1;
        }
    }
    return at == in->n_tokens ? DONE : BAD_NUMBERS;
}

/* Turn document frequencies into the starts of the postings. */
static void lay_out(Inversion *in)
{
    uint32_t start = 0;
    for (Py_ssize_t term = 0; term < in->vocabulary_size; term++) {
        Entry *entry = &in->entries[term];
        uint32_t df = entry->next;
        if (!df)
            continue;
        in->terms[in->n_terms] = (int32_t)term;
        in->starts[in->n_terms++] = start;
        *entry = (Entry){.next = start};
        start += df;
    }
    in->starts[in->n_terms] = start;
    in->n_postings = start;
}

/* Write the postings of one document. */
static int add_document(Inversion *in, const int32_t *tokens, uint32_t doc)
{
    int32_t doc_len = in->lengths[doc];
    uint32_t counted = 2 * doc + 1, coded = 2 * doc + 2, code_of_single = MAX_KINDS;
    for (int32_t i = 0; i < doc_len; i++) {
        Entry *entry = &in->entries[tokens[i]];
        entry->tf = entry->mark == counted ? entry->tf + 1 : 1;
        entry->mark = counted;
    }
    for (int32_t i = 0; i < doc_len; i++) {
        Entry *entry = &in->entries[tokens[i]];
        if (entry->mark == coded)
            continue;
        uint32_t code = entry->tf == 1 ? code_of_single : MAX_KINDS;
        if (code == MAX_KINDS)
            code = code_of(in->kinds, entry->tf, doc_len);
        if (code == MAX_KINDS)
            return TOO_MANY_KINDS;
        if (entry->tf == 1)
            code_of_single = code;
        entry->mark = coded;
        in->docs[entry->next] = (uint16_t)doc;
        in->codes[entry->next++] = (uint16_t)code;
    }
    return DONE;
}

static int invert_all(Inversion *in)
{
    int status = count_df(in);
    if (status == DONE)
        lay_out(in);
    const int32_t *tokens = in->tokens;
    for (Py_ssize_t doc = 0; doc < in->n_docs && status == DONE; doc++) {
        status = add_document(in, tokens, (uint32_t)doc);
        tokens += in->lengths[doc];
    }
    return status;
}

/* Return (number of terms, of postings, of kinds), None for too many kinds, or NULL
 * with an exception set. */
static PyObject *run_inversion(Inversion *in, int32_t (*kinds)[2])
{
    in->entries = calloc((size_t)in->vocabulary_size + 1, sizeof(Entry));
    in->kinds = calloc(1, sizeof(Kinds));
    PyObject *result = NULL;
    if (in->entries && in->kinds) {
        int status;
        in->kinds->kinds = kinds;
        Py_BEGIN_ALLOW_THREADS
        status = invert_all(in);
        Py_END_ALLOW_THREADS
        if (status == BAD_NUMBERS)
            PyErr_SetString(PyExc_ValueError, "numbers or lengths are out of range");
        else if (status == TOO_MANY_KINDS)
            result = Py_NewRef(Py_None);
        else
            result = Py_BuildValue("nnn", in->n_terms, in->n_postings,
                                   (Py_ssize_t)in->kinds->n);
    }
    else
        PyErr_NoMemory();
    free(in->entries);
    free(in->kinds);
    return result;
}

enum { IN_TOKENS, IN_LENGTHS, OUT_TERMS, OUT_STARTS, OUT_DOCS, OUT_CODES, OUT_KINDS,
       INVERSION_BUFFERS };

/* Whether the output arrays have room for any result. */
static int has_room(const Py_buffer *b, Py_ssize_t vocabulary_size)
{
    Py_ssize_t n_tokens = length(&b[IN_TOKENS]);
    Py_ssize_t most_terms = n_tokens < vocabulary_size ? n_tokens : vocabulary_size;
    return 0 <= vocabulary_size && vocabulary_size <= INT32_MAX
        && n_tokens <= (Py_ssize_t)UINT32_MAX && length(&b[IN_LENGTHS]) <= MAX_DOCS
        && length(&b[OUT_TERMS]) >= most_terms
        && length(&b[OUT_STARTS]) >= most_terms + 1
        && length(&b[OUT_DOCS]) >= n_tokens && length(&b[OUT_CODES]) >= n_tokens
        && length(&b[OUT_KINDS]) >= 2 * MAX_KINDS;
}

static PyObject *invert(PyObject *module, PyObject *args)
{
    (void)module;
    static const int itemsizes[] = {4, 4, 4, 4, 2, 2, 4};
    PyObject *arrays[INVERSION_BUFFERS], *result = NULL;
    Py_buffer b[INVERSION_BUFFERS];
    Py_ssize_t vocabulary_size;
    int n;
    if (!PyArg_ParseTuple(args, "nOOOOOOO", &vocabulary_size, &arrays[0], &arrays[1],
                          &arrays[2], &arrays[3], &arrays[4], &arrays[5], &arrays[6]))
        return NULL;
    for (n = 0; n < INVERSION_BUFFERS; n++) {
        int flags = n < OUT_TERMS ? 0 : PyBUF_WRITABLE;
        if (get_array(arrays[n], &b[n], itemsizes[n], flags) < 0)
            break;
    }
    if (n == INVERSION_BUFFERS) {
        Inversion in = {.tokens = b[IN_TOKENS].buf, .lengths = b[IN_LENGTHS].buf,
                        .n_tokens = length(&b[IN_TOKENS]),
                        .n_docs = length(&b[IN_LENGTHS]),
                        .vocabulary_size = vocabulary_size,
                        .terms = b[OUT_TERMS].buf, .starts = b[OUT_STARTS].buf,
                        .docs = b[OUT_DOCS].buf, .codes = b[OUT_CODES].buf};
        if (has_room(b, vocabulary_size))
            result = run_inversion(&in, b[OUT_KINDS].buf);
        else
            PyErr_SetString(PyExc_ValueError, "the arrays do not fit together");
    }
    while (n--)
        PyBuffer_Release(&b[n]);
    return result;
}

/* --- The module ---------------------------------------------------------------- */

static PyMethodDef methods[] = {
    {"number", number, METH_VARARGS, "Fill an array with the numbers of terms."},
    {"attach", attach, METH_O, "Return what search takes for a list of views."},
    {"search", search, METH_VARARGS, "Fill arrays with the best hits; say how many."},
    {"invert", invert, METH_VARARGS, "Fill arrays with postings; say how many."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "retrieval.bm25._native", .m_size = 0,
    .m_methods = methods, .m_slots = slots,
};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&definition);
}
