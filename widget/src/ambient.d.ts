declare module "*.css" {
  const text: string;
  export default text;
}

/** Made by build.mjs from src/words/*.json. */
declare module "virtual:words" {
  /** The keys of en.json, separated by spaces. */
  export const keys: string;
  /** The English texts in the order of `keys`. */
  export const english: string[];
  /** Names this state of all the words; part of their address. */
  export const edition: string;
}
