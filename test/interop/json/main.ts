/** The application beside this folder without SenML CBOR, so that it sends SenML JSON. */
export { main } from '../app/main';
