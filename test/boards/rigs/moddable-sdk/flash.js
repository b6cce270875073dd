/** Partitions as files, which are erased by whoever makes them. Like flash memory they clear bits, and a block is set as a whole. */
import { File } from 'file';

const blockLength = 4096;

class Partition {
  #file;
  constructor(path) {
    this.#file = new File(path, true);
  }
  read(size, at) {
    this.#file.position = at;
    return this.#file.read(ArrayBuffer, size);
  }
  write(bytes, at) {
    const before = new Uint8Array(this.read(bytes.length, at));
    this.#put(at, bytes.map((byte, i) => byte & before[i]).buffer);
  }
  eraseBlock(from, to = from + 1) {
    for (let block = from; block < to; block++) this.#put(block * blockLength, new Uint8Array(blockLength).fill(255).buffer);
  }
  status() {
    return { size: this.#file.length, blockLength, blocks: this.#file.length / blockLength };
  }
  #put(at, buffer) {
    this.#file.position = at;
    this.#file.write(buffer);
  }
}

export default { open: ({ path }) => new Partition(path) };
