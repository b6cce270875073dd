/** See board.ts. */
export * from '../../../boards/espruino-esp32/primitives';
