export default `Your comment is waiting to be reviewed. It is not public yet; you will see the decision here.
Half of all decisions take less than {}, nearly all less than {}.
Comments are reviewed: {}.
Your comment was not published.
This was decided automatically.
This was decided by a moderator.
The words concerned are marked in your text.
Do you think this is a mistake? You can ask for a moderator to look at it again.
Why should it be published?
Appeal
Your appeal is with a moderator.
A moderator has examined your appeal; the decision stands.
Why should you be able to comment again?
Report
Which guideline does this comment break?
Anything to add? (optional)
Thank you. A moderator will look at it.
Thank you. A moderator has looked at this before and left it.
Withdraw
Withdraw for good?
Your comment has been withdrawn.
Erase
Erase the text for good?
Your comment has been erased.
Save receipt
Receipt link
Copied. It opens this comment anywhere; keep it to yourself.
Check the text
Your browser has checked it: this is, byte for byte, the text that was submitted on {}.
It agrees with your receipt.
This is not the text that was submitted, or its proof is damaged. Please tell the newsroom.
It cannot be checked now. Checking needs a page with https, and the network.
Before you send: this may break a guideline.
It is your decision. Nothing has been sent yet.
Change it
Send anyway
One moment: many comments arrive at once, so your browser does a short sum before yours is sent.
You can comment again now.
That was a lot in a short time. Please wait a little and try again.
This comment is no longer there.
Please sign in again. Your text is kept here.
New comments: {}
E-mail address
We send you a link that signs you in. There is no password.
Sign in with {}
Send the link
A letter is on its way to {}. Its link works once.
This link was used before, or is too old. Ask for a new one.
Please check the e-mail address.
You are signed in as {}.
You are signed out.
Close
Nothing yet.
Published
Waiting
Not published
Withdrawn
Letters to {}:
when somebody replies to me
when somebody mentions me
when something I wrote is decided
Saved.
Download everything about me
Erase everything about me
Erase all my texts, my name and my address for good?
Everything about you has been erased.`;
