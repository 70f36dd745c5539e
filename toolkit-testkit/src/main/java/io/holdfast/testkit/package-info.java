/** Real servers and faults for tests. */
package io.holdfast.testkit;
