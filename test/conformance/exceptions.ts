/** Cases that are not run, and why. */

export interface Exception {
  readonly id: number;
  readonly why: string;
}

function because(why: string, ...ids: readonly number[]): Exception[] {
  return ids.map((id) => ({ id, why }));
}

/** Cases with a procedure. What is not here has a test. */
export const exceptions: readonly Exception[] = [
  ...because('the account has certificates', 2),
  ...because('no smartcard', 3),
  ...because('no EST', 10),
  ...because('no OSCORE', 11, 405),
  ...because('no MQTT', 19),
  ...because('no DTLS with certificates', 402, 403),
  ...because('no TLS', 404, 406),
  ...because('needs a modem: it is about the address a bearer gives', 1350),
];

/** Cases that the specification only names: a heading without a procedure, or one whose procedure is another case's. */
export const headings: readonly Exception[] = [
  ...because('heading only', 202, 210, 271, 560, 565, 566, 656, 657, 661, 670, 705, 711, 720, 730, 735, 780),
  ...because('heading only', 805, 811, 820, 830, 835, 911, 920, 930, 935, 1600, 1605, 1610, 1611, 1620),
  ...because('the procedure of 1630', 270),
  ...because('the procedure of 1635', 290),
  ...because('the procedure of 215', 551),
  ...because('the procedure of 103', 555),
  ...because('the procedure of 104', 556),
  ...because('the procedure of 241', 655),
  ...because('the procedure of 301', 660),
];
