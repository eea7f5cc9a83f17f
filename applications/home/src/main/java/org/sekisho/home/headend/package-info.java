/** What the application knows of the head-end: its published API, read and never linked. */
@NullMarked
package org.sekisho.home.headend;

import org.jspecify.annotations.NullMarked;
