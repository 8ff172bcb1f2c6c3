// core.c - the mixed integer work of a small embedded program.
//
// Each round sorts and reverses a linked list, multiplies small matrices, runs a
// state machine over text that looks like numbers, and folds what each part
// computed into a CRC. Pointer chasing, short inner loops, branches that are hard to
// predict and bit shuffling take about equal parts. Argument: number of rounds.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// --- CRC-16 (CCITT polynomial, bit by bit) ---

static uint16_t crcByte(uint16_t crc, uint8_t byte) {
  crc ^= (uint16_t)(byte << 8);
  for (int bit = 0; bit < 8; bit++)
    crc = crc & 0x8000 ? (uint16_t)(crc << 1 ^ 0x1021) : (uint16_t)(crc << 1);
  return crc;
}

static uint16_t crcWord(uint16_t crc, uint32_t word) {
  for (int shift = 24; shift >= 0; shift -= 8)
    crc = crcByte(crc, (uint8_t)(word >> shift));
  return crc;
}

static uint32_t seed = 12345;

static uint32_t random32(void) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed;
}

// --- linked list ---

enum { ListLength = 400 };

typedef struct Node {
  struct Node *next;
  int32_t key;
  uint32_t order;
} Node;

static Node nodes[ListLength];

static Node *buildList(void) {
  for (int i = 0; i < ListLength; i++) {
    nodes[i].key = (int32_t)(random32() & 0x3ff);
    nodes[i].order = (uint32_t)i;
    nodes[i].next = i + 1 < ListLength ? &nodes[i + 1] : NULL;
  }
  return nodes;
}

static int byKey(const Node *a, const Node *b) { return a->key <= b->key; }
static int byOrder(const Node *a, const Node *b) { return a->order <= b->order; }

static Node *merge(Node *a, Node *b, int (*before)(const Node *, const Node *)) {
  Node head, *tail = &head;
  while (a && b) {
    Node **from = before(a, b) ? &a : &b;
    tail = tail->next = *from;
    *from = (*from)->next;
  }
  tail->next = a ? a : b;
  return head.next;
}

static Node *sortList(Node *list, int length,
                      int (*before)(const Node *, const Node *)) {
  if (length == 1) {
    list->next = NULL;
    return list;
  }
  Node *middle = list;
  for (int i = 0; i < length / 2; i++)
    middle = middle->next;
  Node *right = sortList(middle, length - length / 2, before);
  return merge(sortList(list, length / 2, before), right, before);
}

static Node *reverseList(Node *list) {
  Node *done = NULL;
  while (list) {
    Node *next = list->next;
    list->next = done;
    done = list;
    list = next;
  }
  return done;
}

static uint16_t listWork(uint16_t crc) {
  Node *list = sortList(buildList(), ListLength, byKey);
  for (int wanted = 0; wanted < 1024; wanted += 37) {
    Node *found = list;
    while (found && found->key < wanted)
      found = found->next;
    crc = crcWord(crc, found ? found->order : 0xffffffff);
  }
  list = reverseList(sortList(list, ListLength, byOrder));
  for (Node *node = list; node; node = node->next)
    crc = crcByte(crc, (uint8_t)node->key);
  return crc;
}

// --- matrices of 16-bit numbers ---

enum { Rows = 20 };

static int16_t left[Rows][Rows], right[Rows][Rows];
static int32_t product[Rows][Rows];

static uint16_t matrixWork(uint16_t crc) {
  for (int i = 0; i < Rows; i++)
    for (int j = 0; j < Rows; j++) {
      left[i][j] = (int16_t)random32();
      right[i][j] = (int16_t)(left[i][j] >> 3);
    }
  for (int i = 0; i < Rows; i++)
    for (int j = 0; j < Rows; j++) {
      int32_t sum = 0;
      for (int k = 0; k < Rows; k++)
        sum += (int32_t)((uint32_t)(left[i][k] * right[k][j]) >> 4);
      product[i][j] = sum;
    }
  int32_t clipped = 0, previous = 0;
  for (int i = 0; i < Rows; i++)
    for (int j = 0; j < Rows; j++) {
      clipped += product[i][j] > previous ? 10 : -1;
      previous = product[i][j];
      crc = crcByte(crc, (uint8_t)(product[i][j] >> 8));
    }
  return crcWord(crc, (uint32_t)clipped);
}

// --- state machine: which fields of a text are numbers, and of which kind ---

typedef enum { Start, Sign, Integer, Point, Fraction, Exponent, ExponentSign,
               Scientific, Invalid, StateCount } State;

enum { TextLength = 2000 };

static char text[TextLength + 1];

static void writeText(void) {
  static const char *const fields[] = {"5012", "-874", "+122", "35.54400",
      ".1234500", "-110.700", "5.500e+3", "-.123e-2", "+0.6e-12", "T0.3e-1F",
      "-T.T++Tq", "1T3.4e4z", "34.0e-T^"};
  int at = 0;
  while (at < TextLength) {
    const char *field = fields[random32() % (sizeof fields / sizeof *fields)];
    while (*field && at < TextLength - 1)
      text[at++] = *field++;
    text[at++] = ',';
  }
}

static int isDigit(char c) { return c >= '0' && c <= '9'; }

static State step(State state, char c) {
  switch (state) {
  case Start:
    return isDigit(c) ? Integer : c == '+' || c == '-' ? Sign : c == '.' ? Point : Invalid;
  case Sign:
    return isDigit(c) ? Integer : c == '.' ? Point : Invalid;
  case Integer:
    return isDigit(c) ? Integer : c == '.' ? Fraction : c == 'e' ? Exponent : Invalid;
  case Point:
    return isDigit(c) ? Fraction : Invalid;
  case Fraction:
    return isDigit(c) ? Fraction : c == 'e' ? Exponent : Invalid;
  case Exponent:
    return c == '+' || c == '-' ? ExponentSign : isDigit(c) ? Scientific : Invalid;
  case ExponentSign:
  case Scientific:
    return isDigit(c) ? Scientific : Invalid;
  default:
    return Invalid;
  }
}

static uint16_t stateWork(uint16_t crc) {
  uint32_t ended[StateCount] = {0}, passed[StateCount] = {0};
  writeText();
  State state = Start;
  for (const char *c = text; *c; c++) {
    if (*c == ',') {
      ended[state]++;
      state = Start;
      continue;
    }
    state = step(state, *c);
    passed[state]++;
  }
  for (int i = 0; i < StateCount; i++)
    crc = crcWord(crcWord(crc, ended[i]), passed[i]);
  return crc;
}

int main(int count, char **arguments) {
  long rounds = count > 1 ? atol(arguments[1]) : 1000;
  uint16_t crc = 0xffff;
  for (long i = 0; i < rounds; i++)
    crc = stateWork(matrixWork(listWork(crc)));
  printf("core %ld: %04x\n", rounds, crc);
  return 0;
}
