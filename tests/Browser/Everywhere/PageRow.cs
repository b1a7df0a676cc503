using EksGrader.Tests.Browser.Fixtures;

namespace EksGrader.Tests.Browser.Everywhere;

/// <summary>A page as the tests of all pages visit it.</summary>
/// <param name="Name">What its pictures are called.</param>
/// <param name="Template">Its route, as the endpoints have it.</param>
/// <param name="Who">Who looks.</param>
/// <param name="Address">Where it is, in the school's course.</param>
/// <param name="Status">The status that it answers.</param>
public sealed record PageRow(string Name, string Template, Who Who, Func<School, Task<string>> Address, int Status = 200);
