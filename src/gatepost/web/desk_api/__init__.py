"""`/api/v1/desk/*`: the desk for programs, each with a token of scope `desk`. The pages are in web/desk."""
