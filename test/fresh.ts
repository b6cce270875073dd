import type { Config } from '../src/config';

/** Sizes and features in the place of those in src/config.ts. */
export type Sizes = Partial<Record<keyof typeof Config, number>>;

/**
 * Loads modules afresh, so that their tables are empty and of the sizes told.
 * @param load Gets them by `jest.requireActual`; all that one call loads share their state.
 */
export function fresh<T>(load: () => T, sizes: Sizes = {}): T {
  let loaded: T | undefined;
  jest.isolateModules(() => {
    const { Config, ...others } = jest.requireActual<{ Config: object }>('config');
    jest.doMock('config', () => ({ ...others, Config: { ...Config, ...sizes } }));
    loaded = load();
    jest.dontMock('config');
  });
  return loaded!;
}
