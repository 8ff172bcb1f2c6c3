/* The server: what one connection does, from its first byte to its last, as if it were
   the only one. It is compiled to WebAssembly; README.md has the commands. Whoever
   calls serve() for each connection (main.cpp) lets it wait in `recv` and `send`.

   GET /        a greeting, and which request of its connection this is
   POST /echo   the body
*/
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define IMPORT(name) __attribute__((import_module("net"), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

/* As in POSIX, but the caller waits, and -1 is all that is said of errors. */
IMPORT("recv") int net_recv(int fd, void *data, size_t size);
IMPORT("send") int net_send(int fd, const void *data, size_t size);

enum { bufferSize = 2048, stackSize = 4096 };

struct connection {
  int fd;
  int requests;        /* that have been answered */
  size_t used;         /* bytes of buffer */
  char buffer[bufferSize];
};

struct request {
  const char *method, *path; /* not terminated */
  size_t methodSize, pathSize;
  size_t headSize, bodySize;
  bool keepAlive;
};

/*===--- Waiting ---------------------------------------------------------===*/

/* All connections share the global that C keeps its stack pointer in. Each has a stack
   of its own, and puts the shared one back whenever another may run. No function here
   may have a frame. */

__asm__(".globaltype __stack_pointer, i32\n");

static char *sharedStack;

static inline char *stackPointer(void) {
  char *pointer;
  __asm__ volatile("global.get __stack_pointer\n\tlocal.set %0" : "=r"(pointer)::"memory");
  return pointer;
}

static inline void setStackPointer(char *pointer) {
  __asm__ volatile("local.get %0\n\tglobal.set __stack_pointer" ::"r"(pointer) : "memory");
}

__attribute__((noinline)) static int waitRecv(int fd, void *data, size_t size) {
  char *own = stackPointer();
  setStackPointer(sharedStack);
  int result = net_recv(fd, data, size);
  setStackPointer(own);
  return result;
}

__attribute__((noinline)) static int waitSend(int fd, const void *data, size_t size) {
  char *own = stackPointer();
  setStackPointer(sharedStack);
  int result = net_send(fd, data, size);
  setStackPointer(own);
  return result;
}

static bool sendAll(int fd, const char *data, size_t size) {
  while (size) {
    int sent = waitSend(fd, data, size);
    if (sent <= 0)
      return false;
    data += sent;
    size -= (size_t)sent;
  }
  return true;
}

/*===--- Reading ---------------------------------------------------------===*/

/* Reads until there are so many bytes. */
static bool fill(struct connection *c, size_t wanted) {
  while (c->used < wanted) {
    int got = waitRecv(c->fd, c->buffer + c->used, bufferSize - c->used);
    if (got <= 0)
      return false;
    c->used += (size_t)got;
  }
  return true;
}

/* The size of the request's head with its empty line, bufferSize + 1 if that is too
   long, or 0 if the other side has gone. */
static size_t readHead(struct connection *c) {
  size_t searched = 0;
  for (;;) {
    for (; searched + 4 <= c->used; ++searched)
      if (!memcmp(c->buffer + searched, "\r\n\r\n", 4))
        return searched + 4;
    if (c->used == bufferSize)
      return bufferSize + 1;
    if (!fill(c, c->used + 1))
      return 0;
  }
}

static bool isText(const char *text, size_t size, const char *wanted) {
  return size == strlen(wanted) && !strncasecmp(text, wanted, size);
}

/* Digits only; more than any buffer if there are too many. False if it is no number. */
static bool parseSize(const char *text, size_t size, size_t *result) {
  *result = 0;
  for (size_t i = 0; i < size; ++i) {
    if (text[i] < '0' || text[i] > '9')
      return false;
    if (*result <= bufferSize)
      *result = *result * 10 + (size_t)(text[i] - '0');
  }
  return size > 0;
}

static bool parseHeader(struct request *r, const char *line, size_t size) {
  const char *colon = memchr(line, ':', size);
  if (!colon)
    return false;
  const char *value = colon + 1, *end = line + size;
  while (value < end && (*value == ' ' || *value == '\t'))
    ++value;
  while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
    --end;
  size_t nameSize = (size_t)(colon - line), valueSize = (size_t)(end - value);
  if (isText(line, nameSize, "content-length"))
    return parseSize(value, valueSize, &r->bodySize);
  if (isText(line, nameSize, "transfer-encoding"))
    return false;
  if (isText(line, nameSize, "connection"))
    r->keepAlive = isText(value, valueSize, "keep-alive") ||
                   (r->keepAlive && !isText(value, valueSize, "close"));
  return true;
}

/* "GET / HTTP/1.1" */
static bool parseLine(struct request *r, const char *line, size_t size) {
  const char *end = line + size;
  const char *path = memchr(line, ' ', size);
  if (!path++)
    return false;
  const char *version = memchr(path, ' ', (size_t)(end - path));
  if (!version++)
    return false;
  r->method = line;
  r->methodSize = (size_t)(path - 1 - line);
  r->path = path;
  r->pathSize = (size_t)(version - 1 - path);
  r->keepAlive = isText(version, (size_t)(end - version), "HTTP/1.1");
  return r->keepAlive || isText(version, (size_t)(end - version), "HTTP/1.0");
}

static bool parseRequest(struct request *r, const char *head) {
  const char *line = head, *last = head + r->headSize - 2;
  for (bool first = true; line < last; first = false) {
    const char *end = line;
    while (memcmp(end, "\r\n", 2))
      ++end;
    size_t size = (size_t)(end - line);
    if (!(first ? parseLine(r, line, size) : parseHeader(r, line, size)))
      return false;
    line = end + 2;
  }
  return true;
}

/*===--- Answering -------------------------------------------------------===*/

struct text {
  size_t size;
  char data[256];
};

static void put(struct text *text, const char *string) {
  size_t size = strlen(string);
  memcpy(text->data + text->size, string, size);
  text->size += size;
}

static void putNumber(struct text *text, size_t number) {
  char digits[12], *first = digits + sizeof digits;
  *--first = 0;
  do
    *--first = (char)('0' + number % 10);
  while (number /= 10);
  put(text, first);
}

static bool respond(struct connection *c, const char *status, const char *body, size_t size,
                    bool keepAlive) {
  struct text head = {0};
  put(&head, "HTTP/1.1 ");
  put(&head, status);
  put(&head, "\r\nContent-Type: text/plain\r\nContent-Length: ");
  putNumber(&head, size);
  put(&head, keepAlive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
  return sendAll(c->fd, head.data, head.size) && sendAll(c->fd, body, size) && keepAlive;
}

static bool refuse(struct connection *c, const char *status) {
  return respond(c, status, "", 0, false);
}

static bool answer(struct connection *c, const struct request *r) {
  if (isText(r->path, r->pathSize, "/echo")) {
    if (!isText(r->method, r->methodSize, "POST"))
      return respond(c, "405 Method Not Allowed", "", 0, r->keepAlive);
    return respond(c, "200 OK", c->buffer + r->headSize, r->bodySize, r->keepAlive);
  }
  if (!isText(r->path, r->pathSize, "/"))
    return respond(c, "404 Not Found", "", 0, r->keepAlive);
  if (!isText(r->method, r->methodSize, "GET"))
    return respond(c, "405 Method Not Allowed", "", 0, r->keepAlive);
  struct text body = {0};
  put(&body, "Hello from WebAssembly, request ");
  putNumber(&body, (size_t)c->requests + 1);
  put(&body, "\n");
  return respond(c, "200 OK", body.data, body.size, r->keepAlive);
}

/* One request and its answer. False if it was the last one. */
static bool handle(struct connection *c) {
  struct request r = {.headSize = readHead(c)};
  if (!r.headSize)
    return false;
  if (r.headSize > bufferSize)
    return refuse(c, "431 Request Header Fields Too Large");
  if (!parseRequest(&r, c->buffer))
    return refuse(c, "400 Bad Request");
  if (r.bodySize > bufferSize - r.headSize)
    return refuse(c, "413 Content Too Large");
  size_t whole = r.headSize + r.bodySize;
  if (!fill(c, whole) || !answer(c, &r))
    return false;
  ++c->requests;
  c->used -= whole;
  memmove(c->buffer, c->buffer + whole, c->used);
  return true;
}

__attribute__((noinline)) static int serveOnOwnStack(int fd) {
  struct connection c;
  c.fd = fd;
  c.requests = 0;
  c.used = 0;
  while (handle(&c))
    ;
  return c.requests;
}

/* Serves a connection until it ends. Requests after which it went on, or -1 if there
   is no memory. */
EXPORT("serve") int serve(int fd) {
  sharedStack = stackPointer();
  char *stack = malloc(stackSize);
  if (!stack)
    return -1;
  setStackPointer(stack + stackSize);
  int requests = serveOnOwnStack(fd);
  setStackPointer(sharedStack);
  free(stack);
  return requests;
}
