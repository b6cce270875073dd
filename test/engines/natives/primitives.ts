export * from '../../../boards/espruino-esp32/primitives';
