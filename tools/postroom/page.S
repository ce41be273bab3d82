/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of `postroom trace html` as it is built in tools/picture, from postroom_page to postroom_page_end.
 */
  .section .rodata
  .global postroom_page
  .global postroom_page_end
postroom_page:
  .incbin POSTROOM_PAGE
postroom_page_end:
  .section .note.GNU-stack, "", %progbits
