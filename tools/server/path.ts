/** Paths of objects, instances, resources and resource instances: `/3/0/7/1`. */

/** One to four ids: object, object instance, resource, resource instance. */
export type Path = readonly number[];

/** What is asked for cannot be done as it was said; the message tells what to say instead. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The highest legal id; 65535 is reserved (LwM2M 1.1 Core 7.1). */
const HIGHEST_ID = 65534;

/** Reads `/3/0/7`. @throws UsageError when it is not a path of one to four ids. */
export function parsePath(text: string): Path {
  const path = text.split('/').slice(1).map((id) => (/^(0|[1-9]\d{0,4})$/.test(id) ? Number(id) : NaN));
  if (!text.startsWith('/') || path.length > 4 || path.some((id) => !(id <= HIGHEST_ID))) {
    throw new UsageError(
      `"${text}" is not a path. Write /object, /object/instance, /object/instance/resource or one more, as in /3/0/0.`,
    );
  }
  return path;
}

/** Writes `/3/0/7`. */
export function formatPath(path: Path): string {
  return '/' + path.join('/');
}

/** Whether `path` is `ancestor` or lies below it. */
export function isWithin(path: Path, ancestor: Path): boolean {
  return ancestor.every((id, level) => path[level] === id);
}
