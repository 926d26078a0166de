export * from "./account"; export * from "./check"; export * from "./own";
