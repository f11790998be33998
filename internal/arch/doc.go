// Package arch holds the rules of the house as tests over the source tree: who
// may import whom, where SQL may stand and which tables it may write, how long
// a function may be, what must be documented, which texts exist in which
// language, and that the papers in docs/ say what the tree is.
//
// What the rules allow stands in house.txt, each row with its reason. A row
// that nothing needs any more fails like a broken rule. Each rule is shown to
// catch what it forbids by small trees in testdata/*.txtar, whose file "want"
// lists what must be found.
//
// It reads sources only; it does not build or run anything, and imports no
// other package of the program.
package arch
