declare module "*.css" {
  const text: string;
  export default text;
}

/** Made by build.mjs. */
declare module "virtual:edition" {
  /** Names this state of all words and parts; part of their address. */
  export const edition: string;
}
