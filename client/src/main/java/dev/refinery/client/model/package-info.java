/** What the API takes and answers. Values only. Answers leave out what is empty; fields that this version does not know are dropped. */
@NullMarked
package dev.refinery.client.model;

import org.jspecify.annotations.NullMarked;
