import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { generateDrbg, instantiateDrbg } from '../../src/crypto/drbg';

function generated(size: number): string {
  const out = new Uint8Array(size + 2);
  generateDrbg(out, 1, size);
  expect([out[0], out[size + 1]]).toEqual([0, 0]);
  return Buffer.from(out.subarray(1, size + 1)).toString('hex');
}

test('NIST CAVS 14.3, HMAC_DRBG SHA-256 without reseed, count 0', () => {
  const entropy = 'ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488';
  const nonce = '659ba96c601dc69fc902940805ec0ca8';
  instantiateDrbg(Buffer.from(entropy + nonce, 'hex'), 48);
  generated(128);
  expect(generated(128)).toBe(
    'e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89' +
      'd54fbb978a15b5c443c9ec21036d2460b6f73ebad0dc2aba6e624abf07745bc1' +
      '07694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668' +
      '961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8',
  );
});

/** SP 800-90A 10.1.2, by node:crypto. */
class Reference {
  private key: Buffer = Buffer.alloc(32);
  private value: Buffer = Buffer.alloc(32, 1);

  constructor(seed: Uint8Array) {
    this.update(seed);
  }

  private hmac(...data: Uint8Array[]): Buffer {
    return createHmac('sha256', this.key).update(Buffer.concat(data)).digest();
  }

  private update(data: Uint8Array): void {
    for (const half of data.length > 0 ? [0, 1] : [0]) {
      this.key = this.hmac(this.value, Uint8Array.of(half), data);
      this.value = this.hmac(this.value);
    }
  }

  generate(size: number): string {
    let out = Buffer.alloc(0);
    while (out.length < size) {
      this.value = this.hmac(this.value);
      out = Buffer.concat([out, this.value]);
    }
    this.update(Buffer.alloc(0));
    return out.subarray(0, size).toString('hex');
  }
}

test('any sizes, one after the other', () => {
  const seeds = fc.uint8Array({ minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(seeds, fc.array(fc.nat(100), { maxLength: 8 }), (seed, sizes) => {
      instantiateDrbg(seed, seed.length);
      const reference = new Reference(seed);
      for (const size of sizes) expect(generated(size)).toBe(reference.generate(size));
    }),
  );
});
