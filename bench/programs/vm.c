// vm.c - an interpreter loop: a register machine that runs three small programs.
//
//   sieve       primes below a bound: loads, stores and integer branches
//   mandelbrot  points of a grid that stay bounded: floating point
//   fibonacci   by double recursion: calls and returns
//
// One switch in a loop, operands from the instruction, registers in memory: what is
// measured is the dispatch. Argument: how often each program runs.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef enum {
  Halt,       // result in a
  Load,       // a = immediate b
  Move,       // a = b
  Add, Sub, Mul,    // a = b op c, integers
  AddK,       // a = b + immediate c
  Less,       // if b < c go on, else jump by a
  NotZero,    // if b != 0 go on, else jump by a
  Jump,       // by a
  Fetch,      // a = heap[b]
  Store,      // heap[b] = a
  Real,       // a = (double)b
  AddR, SubR, MulR, DivR, // a = b op c, reals
  LessR,      // if b < c go on, else jump by a
  Call,       // frame of a registers up, at instruction b
  Return      // frame down
} Opcode;

typedef struct {
  uint8_t op;
  int16_t a, b, c;
} Instruction;

typedef union {
  int64_t i;
  double r;
} Value;

enum { HeapSize = 1 << 16, Registers = 4096, Depth = 256 };

static uint8_t heap[HeapSize];

static int64_t interpret(const Instruction *code) {
  static Value registers[Registers];
  static struct {
    const Instruction *pc;
    int size;
  } frames[Depth];
  Value *r = registers;
  int depth = 0;
  for (const Instruction *pc = code;; pc++) {
    int a = pc->a, b = pc->b, c = pc->c;
    switch ((Opcode)pc->op) {
    case Halt:
      return r[a].i;
    case Load:
      r[a].i = b;
      break;
    case Move:
      r[a] = r[b];
      break;
    case Add:
      r[a].i = r[b].i + r[c].i;
      break;
    case Sub:
      r[a].i = r[b].i - r[c].i;
      break;
    case Mul:
      r[a].i = r[b].i * r[c].i;
      break;
    case AddK:
      r[a].i = r[b].i + c;
      break;
    case Less:
      pc += r[b].i < r[c].i ? 0 : a;
      break;
    case NotZero:
      pc += r[b].i != 0 ? 0 : a;
      break;
    case Jump:
      pc += a;
      break;
    case Fetch:
      r[a].i = heap[r[b].i & (HeapSize - 1)];
      break;
    case Store:
      heap[r[b].i & (HeapSize - 1)] = (uint8_t)r[a].i;
      break;
    case Real:
      r[a].r = (double)r[b].i;
      break;
    case AddR:
      r[a].r = r[b].r + r[c].r;
      break;
    case SubR:
      r[a].r = r[b].r - r[c].r;
      break;
    case MulR:
      r[a].r = r[b].r * r[c].r;
      break;
    case DivR:
      r[a].r = r[b].r / r[c].r;
      break;
    case LessR:
      pc += r[b].r < r[c].r ? 0 : a;
      break;
    case Call:
      frames[depth].pc = pc;
      frames[depth++].size = a;
      r += a;
      pc = code + b - 1;
      break;
    case Return:
      pc = frames[--depth].pc;
      r -= frames[depth].size;
      break;
    }
  }
}

// Registers: 0 number, 1 bound, 2 multiple, 3 flag, 4 count of primes.
static const Instruction sieve[] = {
    {Load, 1, 30000, 0}, // clear the heap
    {Load, 0, 0, 0},
    {Load, 3, 0, 0},
    {Less, 3, 0, 1}, // 3: to 7 when done
    {Store, 3, 0, 0},
    {AddK, 0, 0, 1},
    {Jump, -4, 0, 0},
    {Load, 0, 2, 0}, // 7: from 2 on
    {Load, 4, 0, 0},
    {Less, 11, 0, 1}, // 9: to 21 when done
    {Fetch, 3, 0, 0},
    {NotZero, 2, 3, 0}, // 11: to 14 when it is not crossed out
    {AddK, 0, 0, 1},
    {Jump, -5, 0, 0},
    {AddK, 4, 4, 1}, // 14: a prime
    {Add, 2, 0, 0},
    {Load, 3, 1, 0},
    {Less, -6, 2, 1}, // 17: to 12 when all multiples are crossed out
    {Store, 3, 2, 0},
    {Add, 2, 2, 0},
    {Jump, -4, 0, 0},
    {Halt, 4, 0, 0}, // 21
};

// Registers: 0 row, 1 column, 2 side, 3 count, 4 steps left, 5 and 6 the point,
// 7 and 8 the orbit, 9 and 10 its squares, 11 a sum, 12 = 2.0, 13 = 4.0, 14 = 1.5,
// 15 the side as a real.
static const Instruction mandelbrot[] = {
    {Load, 2, 64, 0},
    {Real, 15, 2, 0},
    {Load, 0, 2, 0},
    {Real, 12, 0, 0},
    {MulR, 13, 12, 12},
    {Load, 0, 3, 0},
    {Real, 14, 0, 0},
    {DivR, 14, 14, 12},
    {Load, 3, 0, 0},
    {Load, 0, 0, 0},
    {Less, 30, 0, 2}, // 10: to 41 when all rows are done
    {Load, 1, 0, 0},
    {Less, 26, 1, 2}, // 12: to 39 when the row is done
    {Real, 5, 1, 0},
    {MulR, 5, 5, 12},
    {DivR, 5, 5, 15},
    {SubR, 5, 5, 14},
    {Real, 6, 0, 0},
    {MulR, 6, 6, 12},
    {DivR, 6, 6, 15},
    {SubR, 6, 6, 14}, // 20
    {Move, 7, 5, 0},
    {Move, 8, 6, 0},
    {Load, 4, 100, 0},
    {NotZero, 11, 4, 0}, // 24: to 36 when it stayed bounded
    {MulR, 9, 7, 7},
    {MulR, 10, 8, 8},
    {AddR, 11, 9, 10},
    {LessR, 8, 11, 13}, // 28: to 37 when it escaped
    {MulR, 8, 8, 7},
    {MulR, 8, 8, 12},
    {AddR, 8, 8, 6},
    {SubR, 7, 9, 10},
    {AddR, 7, 7, 5},
    {AddK, 4, 4, -1},
    {Jump, -12, 0, 0},
    {AddK, 3, 3, 1}, // 36
    {AddK, 1, 1, 1}, // 37
    {Jump, -27, 0, 0},
    {AddK, 0, 0, 1}, // 39
    {Jump, -31, 0, 0},
    {Halt, 3, 0, 0}, // 41
};

// The argument is in register 0, and so is the result.
static const Instruction fibonacci[] = {
    {Load, 0, 20, 0},
    {Call, 0, 3, 0},
    {Halt, 0, 0, 0},
    {Load, 1, 2, 0}, // 3: the function
    {Less, 1, 0, 1}, // 4: to 6 when the argument is 2 or more
    {Return, 0, 0, 0},
    {AddK, 3, 0, -1}, // 6
    {Call, 3, 3, 0},
    {Move, 1, 3, 0},
    {AddK, 3, 0, -2},
    {Call, 3, 3, 0},
    {Add, 0, 1, 3},
    {Return, 0, 0, 0},
};

int main(int count, char **arguments) {
  long rounds = count > 1 ? atol(arguments[1]) : 20;
  int64_t primes = 0, bounded = 0, number = 0;
  for (long i = 0; i < rounds; i++) {
    primes += interpret(sieve);
    bounded += interpret(mandelbrot);
    number += interpret(fibonacci);
  }
  printf("vm %ld: %lld %lld %lld\n", rounds, (long long)primes, (long long)bounded,
         (long long)number);
  return 0;
}
