export default `Comments
Our guidelines in short
Every comment is checked against these guidelines before it appears. Not a word of it is changed.
Name
Your comment
Your reply to {}
Post comment
Sending…
Cancel
Reply
Well argued
More
Sort by
Oldest first
Newest first
Most discussed
Editors’ picks
Show more comments
Read all of it
No comments yet. Yours could be the first.
This article is closed to comments.
Comments close on {}.
Slow mode: one comment every {} from each reader.
This is a question to the newsroom
Question to the newsroom
Answered by the newsroom
Tell me by e-mail about new comments here
Editors’ pick
in reply to {}
A comment that stood here is no longer public.
Your comment is published.
Sign in
Sign out
My comments
Please sign in to comment. Your text is kept here.
It could not be sent. Your text is kept here; please try again.
Please write something first.
The text is longer than {} characters.
Please give a name that can be shown.
Something went wrong on our side. Nothing you wrote is lost; please try again.
The comments could not be loaded.
Try again

`;
