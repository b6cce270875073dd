/** The smart light, in an image with a shell. */
export { main } from '../../../../firmware/smart-light/main';
