/* Products of vectors of 8-bit integers: products.py in C, with the same results
 * to the last bit.
 *
 * The vectors may be mapped from damaged files, so rows are checked. Any numbers are
 * vectors; wrong ones give wrong products.
 */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>

#include <stdint.h>
#include <string.h>

/* A sum of so many products of 8-bit integers fits 32 bits. */
#define MOST_IN_32_BITS 65536

#if defined(_MSC_VER)
#define RESTRICT __restrict
#else
#define RESTRICT restrict
#endif

enum { NUMBERS, SCALES, ROWS, ASKED, PRODUCTS, BUFFERS };

/* The asked vector has 16 bits a number: compilers then multiply and add in one go. */
static int32_t sum_in_32_bits(const int8_t *RESTRICT numbers,
                              const int16_t *RESTRICT asked, Py_ssize_t n)
{
    int32_t sum = 0;
    for (Py_ssize_t i = 0; i < n; i++)
        sum += numbers[i] * asked[i];
    return sum;
}

static int64_t sum_of_products(const int8_t *numbers, const int16_t *asked,
                               Py_ssize_t n)
{
    int64_t sum = 0;
    for (; n > MOST_IN_32_BITS; n -= MOST_IN_32_BITS) {
        sum += sum_in_32_bits(numbers, asked, MOST_IN_32_BITS);
        numbers += MOST_IN_32_BITS;
        asked += MOST_IN_32_BITS;
    }
    return sum + sum_in_32_bits(numbers, asked, n);
}

/* Whether all rows are rows of the numbers; the products are then filled in. */
static int fill_in(const Py_buffer *b, float scale)
{
    const char *numbers = b[NUMBERS].buf, *scales = b[SCALES].buf;
    const int32_t *rows = b[ROWS].buf;
    double *products = b[PRODUCTS].buf;
    for (Py_ssize_t i = 0; i < b[ROWS].shape[0]; i++) {
        if (rows[i] < 0 || rows[i] >= b[NUMBERS].shape[0])
            return 0;
        const void *row = numbers + rows[i] * b[NUMBERS].strides[0];
        int64_t sum = sum_of_products(row, b[ASKED].buf, b[ASKED].shape[0]);
        /* In a record, it may begin at any byte. */
        float scale_of_row;
        memcpy(&scale_of_row, scales + rows[i] * b[SCALES].strides[0], sizeof(float));
        products[i] = (double)sum * (scale_of_row * scale);
    }
    return 1;
}

static int fit(const Py_buffer *b)
{
    return b[NUMBERS].ndim == 2 && b[NUMBERS].itemsize == 1
        && (b[NUMBERS].strides[1] == 1 || b[NUMBERS].shape[1] <= 1)
        && b[SCALES].ndim == 1 && b[SCALES].itemsize == sizeof(float)
        && b[SCALES].shape[0] == b[NUMBERS].shape[0]
        && b[ROWS].ndim == 1 && b[ROWS].itemsize == 4
        && b[ASKED].ndim == 1 && b[ASKED].itemsize == 2
        && b[ASKED].shape[0] == b[NUMBERS].shape[1]
        && b[PRODUCTS].ndim == 1 && b[PRODUCTS].itemsize == sizeof(double)
        && b[PRODUCTS].shape[0] == b[ROWS].shape[0];
}

static PyObject *multiply(PyObject *module, PyObject *args)
{
    (void)module;
    static const int flags[BUFFERS] = {PyBUF_STRIDES, PyBUF_STRIDES, PyBUF_ND, PyBUF_ND,
                                       PyBUF_ND | PyBUF_WRITABLE};
    PyObject *arrays[BUFFERS], *result = NULL;
    Py_buffer b[BUFFERS];
    float scale;
    int n, are_rows;
    if (!PyArg_ParseTuple(args, "OOOOfO", &arrays[NUMBERS], &arrays[SCALES],
                          &arrays[ROWS], &arrays[ASKED], &scale, &arrays[PRODUCTS]))
        return NULL;
    for (n = 0; n < BUFFERS; n++)
        if (PyObject_GetBuffer(arrays[n], &b[n], flags[n]) < 0)
            break;
    if (n == BUFFERS && fit(b)) {
        Py_BEGIN_ALLOW_THREADS
        are_rows = fill_in(b, scale);
        Py_END_ALLOW_THREADS
        if (are_rows)
            result = Py_NewRef(Py_None);
        else
            PyErr_SetString(PyExc_IndexError, "a row is out of range");
    }
    else if (n == BUFFERS)
        PyErr_SetString(PyExc_ValueError, "the arrays do not fit together");
    while (n--)
        PyBuffer_Release(&b[n]);
    return result;
}

static PyMethodDef methods[] = {
    {"multiply", multiply, METH_VARARGS, "Fill an array with products."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "retrieval.semantic._native", .m_size = 0,
    .m_methods = methods, .m_slots = slots,
};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&definition);
}
