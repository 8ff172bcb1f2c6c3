// nbody.c - the sun and four planets under gravity: double precision arithmetic,
// square roots and divisions that depend on each other. Argument: steps.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { Bodies = 5 };

typedef struct {
  double x, y, z, vx, vy, vz, mass;
} Body;

#define PI 3.141592653589793
#define SOLAR_MASS (4 * PI * PI)
#define YEAR 365.24

static Body bodies[Bodies] = {
    {0, 0, 0, 0, 0, 0, SOLAR_MASS},
    {4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01,
     1.66007664274403694e-03 * YEAR, 7.69901118419740425e-03 * YEAR,
     -6.90460016972063023e-05 * YEAR, 9.54791938424326609e-04 * SOLAR_MASS},
    {8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01,
     -2.76742510726411000e-03 * YEAR, 4.99852801234917238e-03 * YEAR,
     2.30417297573763929e-05 * YEAR, 2.85885980666130812e-04 * SOLAR_MASS},
    {1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01,
     2.96460137564761618e-03 * YEAR, 2.37847173959480950e-03 * YEAR,
     -2.96589568540237556e-05 * YEAR, 4.36624404335156298e-05 * SOLAR_MASS},
    {1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01,
     2.68067772490389322e-03 * YEAR, 1.62824170038242295e-03 * YEAR,
     -9.51592254519715870e-05 * YEAR, 5.15138902046611451e-05 * SOLAR_MASS}};

// The sun's motion takes up the momentum of the planets.
static void balanceMomentum(void) {
  for (int i = 1; i < Bodies; i++) {
    bodies[0].vx -= bodies[i].vx * bodies[i].mass / SOLAR_MASS;
    bodies[0].vy -= bodies[i].vy * bodies[i].mass / SOLAR_MASS;
    bodies[0].vz -= bodies[i].vz * bodies[i].mass / SOLAR_MASS;
  }
}

static void advance(double dt) {
  for (int i = 0; i < Bodies; i++) {
    Body *a = &bodies[i];
    for (int j = i + 1; j < Bodies; j++) {
      Body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      double square = dx * dx + dy * dy + dz * dz;
      double pull = dt / (square * sqrt(square));
      a->vx -= dx * b->mass * pull;
      a->vy -= dy * b->mass * pull;
      a->vz -= dz * b->mass * pull;
      b->vx += dx * a->mass * pull;
      b->vy += dy * a->mass * pull;
      b->vz += dz * a->mass * pull;
    }
  }
  for (int i = 0; i < Bodies; i++) {
    bodies[i].x += dt * bodies[i].vx;
    bodies[i].y += dt * bodies[i].vy;
    bodies[i].z += dt * bodies[i].vz;
  }
}

static double energy(void) {
  double sum = 0;
  for (int i = 0; i < Bodies; i++) {
    Body *a = &bodies[i];
    sum += 0.5 * a->mass * (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz);
    for (int j = i + 1; j < Bodies; j++) {
      Body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      sum -= a->mass * b->mass / sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return sum;
}

int main(int count, char **arguments) {
  long steps = count > 1 ? atol(arguments[1]) : 500000;
  balanceMomentum();
  double before = energy();
  for (long i = 0; i < steps; i++)
    advance(0.01);
  printf("nbody %ld: %.9f %.9f\n", steps, before, energy());
  return 0;
}
