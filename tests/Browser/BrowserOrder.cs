using EksGrader.Tests.Browser;
using EksGrader.Tests.Browser.Pages;
using EksGrader.Tests.Browser.Stories;
using EksGrader.Tests.Support;

[assembly: TestCollectionOrderer(typeof(BrowserOrder))]

namespace EksGrader.Tests.Browser;

/// <summary>The order of this program's tests.</summary>
public sealed class BrowserOrder() : LongestFirst(typeof(FirstPagesTests), typeof(SecondPagesTests), typeof(InstructorStoryTests), typeof(ClusterEndStoryTests));
