/** ECMA-419 10.5 without a pin: prints the duty. */
export default class {
  constructor({ pin }) {
    this.pin = pin;
  }
  write(duty) {
    trace(`led ${this.pin} ${duty}\n`);
  }
}
