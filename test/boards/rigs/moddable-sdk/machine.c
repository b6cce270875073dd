/* Runs the machine of the manifest, and an event loop: what an ESP32 has beside Moddable's modules. */
#include "xs.h"
#include "mc.xs.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

void fxAbort(xsMachine *the, int status) {
	fprintf(stderr, "error: XS gives up: %s\n", fxAbortString(status));
	exit(1);
}

/* System.restart: whoever has started the program starts it again. */
void rig_restart(xsMachine *the) {
	_exit(0);
}

int main(void) {
	setvbuf(stdout, NULL, _IOLBF, 0);
	srand(time(NULL) ^ getpid()); /* Math.random; an ESP32's is its hardware's */
	xsMachine *machine = xsPrepareMachine(NULL, xsPreparation(), "mote", NULL, NULL);
	xsBeginHost(machine);
	xsTry {
		xsAwaitImport("main", XS_IMPORT_DEFAULT);
	}
	xsCatch {
		fprintf(stderr, "error: %s\n", xsToString(xsException));
		exit(1);
	}
	xsEndHost(machine);
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
	return 0;
}
