/* SPDX-License-Identifier: Apache-2.0
 *
 * The trace that is replayed, for the verifier that spin makes of shutdown.pml with REPLAY: whole numbers on standard
 * input, in the order of read_trace(). model/replay.py writes them. The position in it is a part of the model's state;
 * the two globals next_event and next_thing are what stands there.
 */
#include <stdio.h>
#include <stdlib.h>

static int replay_length, replay_furthest, replay_accepted;
static unsigned char *replay_events, *replay_things;

static int replay_number(void) {
  int number;
  if (scanf("%d", &number) == 1) return number;
  fprintf(stderr, "the recorded run ends early\n");
  exit(2);
}

static void replay_report(void) {
  printf(replay_accepted ? "ACCEPTED %d\n" : "REFUSED %d\n", replay_furthest);
}

static void replay_read_steps(void) {
  int i;
  replay_length = replay_number();
  replay_events = calloc(replay_length + 1, 1);
  replay_things = calloc(replay_length + 1, 1);
  for (i = 0; i < replay_length; ++i) {
    replay_events[i] = replay_number();
    replay_things[i] = replay_number();
  }
  atexit(replay_report);
}

/* What is next, after `taken` steps. The end is all that is asked for. */
static int replay_next(int taken, unsigned char *event, unsigned char *thing) {
  if (taken > replay_furthest) replay_furthest = taken;
  if (taken == replay_length) {
    replay_accepted = 1;
    exit(0);
  }
  *event = replay_events[taken];
  *thing = replay_things[taken];
  return taken;
}
