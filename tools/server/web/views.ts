/** What the page and the server say to each other, as JSON. The page compiles these types too: nothing is imported here. */

export interface ObjectView {
  id: number;
  /** Name in the object definition, or "Object 9999". */
  name: string;
  /** As the device registered it; empty when it has the version that its LwM2M version implies. */
  version: string;
  /** Whether it can have more than one instance. */
  multiple: boolean;
  instances: number[];
}

export interface ClientView {
  endpoint: string;
  state: 'registered' | 'deregistered' | 'expired';
  version: string;
  binding: string;
  queueMode: boolean;
  address: string;
  /** Seconds; 0 never ends. */
  lifetime: number;
  /** Milliseconds since 1970, as all times. */
  registeredAt: number;
  lastSeen: number;
  /** null when the registration does not end by itself, or has ended. */
  expiresAt: number | null;
  objects: ObjectView[];
  /** Paths observed on it. */
  observed: string[];
}

export interface ResourceView {
  path: string;
  id: number;
  name: string;
  /** Some of `R`, `W`, `E`. */
  operations: string;
  multiple: boolean;
  /** As the object definitions spell it; empty without a value, or without a definition. */
  type: string;
  range: string;
  units: string;
  description: string;
  /** As Discover tells them, such as pmin. */
  attributes: Record<string, string>;
}

export interface ValueView {
  /** Of a resource or resource instance. */
  path: string;
  type: string;
  /** As people read it. */
  text: string;
  /** As a field takes it for writing. */
  input: string;
  /** For charts and switches: numbers as they are, a Boolean as 0 or 1, null for the rest. */
  number: number | null;
  time: number;
}

/** A number at a time, for a chart. */
export type Point = [time: number, value: number];

/** Server-sent events, in the `data` of each. */
export type PageEvent =
  | {
      /** Comes first, and again after each break in the connection. */
      event: 'welcome';
      url: string;
      time: number;
      clients: ClientView[];
      /** By endpoint. */
      values: Record<string, ValueView[]>;
      /** By endpoint, then path. */
      history: Record<string, Record<string, Point[]>>;
    }
  | { event: 'client'; time: number; client: ClientView }
  | { event: 'values'; endpoint: string; values: ValueView[] }
  /** A path is gone, with everything below it. */
  | { event: 'deleted'; endpoint: string; path: string };

/** POST /api/<operation> takes this; what an operation does not need is left out. */
export interface PageRequest {
  endpoint: string;
  path: string;
  /** What to write, as typed; or the arguments of Execute. */
  text?: string;
}

/** Its answer: what was asked for, or an error. */
export interface PageResponse {
  resources?: ResourceView[];
  /** Of Create. */
  location?: string;
  /** Of Observe, false when the client only answered. */
  established?: boolean;
  /** What is wrong and what to do. */
  error?: string;
}
