/** The texts that the lab on next tokens begins from. Twin of curriculum/labs/next_token_texts.py: the same words. */

/** @typedef {{name: string, text: string, note: string}} Preset */

const REPLY = "Thank you for your message. Your order is on its way and will arrive on Monday.";

/** @type {Record<string, Preset>} */
export const PRESETS = {
  tidy: {
    name: "Tidy replies",
    text: [
      "The order will leave the warehouse on Monday. The courier will bring the parcel to the door. To follow the parcel, open the link in the mail.",
      "The refund will reach the bank within five days. To see the refund, open the list in the account.",
      "To return the shoes, print the label and bring the parcel to the shop. The refund will reach the card within three days.",
      "The lamp will leave the warehouse on Friday. To cancel the order, open the list in the account and press the button.",
      "The courier will bring the lamp to the door. To change the address, open the order in the account.",
      "To return the jacket, print the label and give the parcel to the courier. The refund will reach the bank within five days.",
      "The jacket will leave the warehouse on Tuesday. To follow the parcel, open the link in the mail.",
      "The courier will bring the shoes to the shop. To change the date, open the link in the mail and press the button.",
      "To see the refund, open the list in the account. The refund will reach the card within three days.",
      "The parcel will leave the warehouse on Monday. To cancel the order, open the list in the account and press the button.",
      "To return the lamp, print the label and bring the parcel to the shop. The refund will reach the wallet within two days.",
      "The courier will bring the jacket to the neighbour. To change the size, open the order in the account.",
      "The shoes will leave the warehouse on Thursday. To follow the parcel, open the link in the mail.",
    ].join("\n"),
    note: "Replies in one style: the same words come in the same company, and now and then there is a new one.",
  },
  repeated: {
    name: "One reply, repeated",
    text: Array(14).fill(REPLY).join("\n"),
    note: "The held-out fifth copies what is trained on, so it cannot show overfitting. Remove duplicates before you split.",
  },
  mixed: {
    name: "A mixed inbox",
    text: [
      "Hello, my parcel never came, though the courier says that I signed for it. Where is it now?",
      "The blue lamp works well, but its plug does not fit any socket in my house. May I send it back?",
      "I paid twice for one pair of shoes. Please return the second payment to my card.",
      "My voucher was refused at the checkout, although it is valid until the end of the month.",
      "You sent a kettle, but I had asked for a toaster. Which of us pays for the return?",
      "Great service, thank you: the new chair came early and looks just like the photo.",
    ].join("\n"),
    note: "Each customer writes of something else: no held-out context of two words occurred in training, and where a context is new a smoothed model guesses evenly.",
  },
};
