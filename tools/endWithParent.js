/**
 * Loaded in a child process before its program: when the parent is gone, however it went, the program is asked to end.
 * The channel to the parent must not keep a program alive that has nothing more to do.
 */
'use strict';
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel.unref();
