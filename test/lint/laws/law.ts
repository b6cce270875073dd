/** A law of device code, shown by the shortest file that breaks it and a twin that says the same and passes. */
export interface Law {
  readonly law: string;
  /** Part of the refusal. */
  readonly says: string;
  readonly breaks: string;
  readonly passes: string;
  /** Folder that both lie in; src/engine unless told. */
  readonly where?: string;
}
