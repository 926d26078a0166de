// What readers come to need once they do more than read and write: one file, because these belong together.
export { check, solve } from "./check";
export { look, place, recallAll, visit } from "./card";
export { mine } from "./mine";
export { options } from "./options";
export { plainly } from "./plainly";
export { refused } from "./refusals";
export { arrive, signIn, signInAgain, signOn, signOut } from "./sign_in";
