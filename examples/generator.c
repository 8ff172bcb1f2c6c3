/* A generator: a function that hands out values one by one, from the middle of
   a recursion, which its caller takes as it likes.

     dir=$(wfxc --print-library-dir)
     clang-22 --target=wasm32-wasi -O2 -I$dir generator.c $dir/fiber.c \
              -o generator.wasm
     wfxc generator.wasm -o generator
*/
#include <stdio.h>
#include <stdlib.h>
#include <wfx/fiber.h>

struct tree {
  int key;
  struct tree *left, *right;
};

static struct tree *insert(struct tree *tree, int key) {
  if (!tree) {
    tree = calloc(1, sizeof(struct tree));
    tree->key = key;
  } else if (key < tree->key) {
    tree->left = insert(tree->left, key);
  } else {
    tree->right = insert(tree->right, key);
  }
  return tree;
}

static void walk(const struct tree *tree) {
  if (!tree)
    return;
  walk(tree->left);
  wfx_fiber_yield((void *)tree, NULL);
  walk(tree->right);
}

/* A fiber that yields every node of a tree in order, then returns null. */
static void *nodes(void *tree, void *value) {
  walk(tree);
  return NULL;
}

static const struct tree *next(wfx_fiber generator) {
  void *node;
  wfx_fiber_resume(generator, NULL, &node);
  return node;
}

/* Two trees have the same contents if their nodes in order do, whatever their
   shape: with two generators there is no need to copy them to arrays. */
static int same(struct tree *a, struct tree *b) {
  wfx_fiber as, bs;
  if (wfx_fiber_create(&as, nodes, a, NULL) ||
      wfx_fiber_create(&bs, nodes, b, NULL))
    abort();
  const struct tree *x, *y;
  do {
    x = next(as);
    y = next(bs);
  } while (x && y && x->key == y->key);
  wfx_fiber_free(as); /* cancels it where there are nodes left */
  wfx_fiber_free(bs);
  return !x && !y;
}

int main(void) {
  static const int keys[] = {4, 1, 7, 3, 6, 2, 5};
  struct tree *up = NULL, *mixed = NULL, *other = NULL;
  for (int i = 0; i < 7; ++i) {
    up = insert(up, i + 1);
    mixed = insert(mixed, keys[i]);
    other = insert(other, keys[i] == 5 ? 8 : keys[i]);
  }
  wfx_fiber generator;
  if (wfx_fiber_create(&generator, nodes, mixed, NULL))
    abort();
  for (const struct tree *node; (node = next(generator));)
    printf("%d ", node->key);
  printf("\n");
  wfx_fiber_free(generator);
  printf("up and mixed: %s\n", same(up, mixed) ? "same" : "different");
  printf("up and other: %s\n", same(up, other) ? "same" : "different");
  return 0;
}
