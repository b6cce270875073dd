/** ECMA-419 key-value storage as files. */
import { File } from 'file';

export default {
  open: ({ path }) => ({
    read(key) {
      const name = `${path}-${key}`;
      if (!File.exists(name)) return undefined;
      const file = new File(name);
      const bytes = file.read(ArrayBuffer);
      file.close();
      return bytes;
    },
    write(key, value) {
      this.delete(key);
      const file = new File(`${path}-${key}`, true);
      file.write(value.slice().buffer);
      file.close();
    },
    delete: (key) => File.delete(`${path}-${key}`),
  }),
};
