// Who one is: signing in and out, one's own comments, letters, and the rights to one's own data.
export { mine } from "./mine";
export { arrive, signIn, signInAgain, signOn, signOut } from "./sign_in";
