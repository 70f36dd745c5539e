/** Row 16: what a consumer costs that has nothing to do. One child JVM for each run. */
package io.holdfast.bench.idle;
