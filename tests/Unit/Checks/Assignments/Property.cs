using FsCheck;
using FsCheck.Fluent;

namespace EksGrader.Tests.Unit.Checks.Assignments;

/// <summary>Runs properties.</summary>
internal static class Property
{
    /// <summary>Asserts something of many generated values.</summary>
    public static void Holds<T>(Gen<T> values, Action<T> assert, int tests = 300) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true), Prop.ForAll(values.ToArbitrary(), assert));
}
