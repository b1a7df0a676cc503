using EksGrader.Checks.Core;

namespace EksGrader.Tests.Unit.Checks.Core;

public sealed class KoreanParticleTests
{
    [Theory]
    // Hangul, with and without a final consonant.
    [InlineData("김하늘", "김하늘은", "김하늘이", "김하늘을", "김하늘과", "김하늘로")]
    [InlineData("이민호", "이민호는", "이민호가", "이민호를", "이민호와", "이민호로")]
    [InlineData("박서준", "박서준은", "박서준이", "박서준을", "박서준과", "박서준으로")]
    // Digits, read in Korean.
    [InlineData("0", "0은", "0이", "0을", "0과", "0으로")]
    [InlineData("1", "1은", "1이", "1을", "1과", "1로")]
    [InlineData("2", "2는", "2가", "2를", "2와", "2로")]
    [InlineData("3", "3은", "3이", "3을", "3과", "3으로")]
    [InlineData("4", "4는", "4가", "4를", "4와", "4로")]
    [InlineData("5", "5는", "5가", "5를", "5와", "5로")]
    [InlineData("6", "6은", "6이", "6을", "6과", "6으로")]
    [InlineData("7", "7은", "7이", "7을", "7과", "7로")]
    [InlineData("8", "8은", "8이", "8을", "8과", "8로")]
    [InlineData("9", "9는", "9가", "9를", "9와", "9로")]
    [InlineData("1,000", "1,000은", "1,000이", "1,000을", "1,000과", "1,000으로")]
    // Capital letters by their names.
    [InlineData("EKS", "EKS는", "EKS가", "EKS를", "EKS와", "EKS로")]
    [InlineData("ARN", "ARN은", "ARN이", "ARN을", "ARN과", "ARN으로")]
    [InlineData("URL", "URL은", "URL이", "URL을", "URL과", "URL로")]
    [InlineData("A", "A는", "A가", "A를", "A와", "A로")]
    [InlineData("R", "R은", "R이", "R을", "R과", "R로")]
    // Latin words as they are read.
    [InlineData("eks-cluster", "eks-cluster는", "eks-cluster가", "eks-cluster를", "eks-cluster와", "eks-cluster로")]
    [InlineData("kube-system", "kube-system은", "kube-system이", "kube-system을", "kube-system과", "kube-system으로")]
    [InlineData("web", "web은", "web이", "web을", "web과", "web으로")]
    [InlineData("role", "role은", "role이", "role을", "role과", "role로")]
    [InlineData("node", "node는", "node가", "node를", "node와", "node로")]
    [InlineData("name", "name은", "name이", "name을", "name과", "name으로")]
    [InlineData("test", "test는", "test가", "test를", "test와", "test로")]
    [InlineData("bucket", "bucket은", "bucket이", "bucket을", "bucket과", "bucket으로")]
    // What is not spoken: quotes, markup, a remark in brackets.
    [InlineData("“노드”", "“노드”는", "“노드”가", "“노드”를", "“노드”와", "“노드”로")]
    [InlineData("<b>팔</b>", "<b>팔</b>은", "<b>팔</b>이", "<b>팔</b>을", "<b>팔</b>과", "<b>팔</b>로")]
    [InlineData("이민호(20261234)", "이민호(20261234)는", "이민호(20261234)가", "이민호(20261234)를", "이민호(20261234)와", "이민호(20261234)로")]
    [InlineData("(삼)", "(삼)은", "(삼)이", "(삼)을", "(삼)과", "(삼)으로")]
    [InlineData("`web`…", "`web`…은", "`web`…이", "`web`…을", "`web`…과", "`web`…으로")]
    // Nothing to read: the shorter form.
    [InlineData("", "는", "가", "를", "와", "로")]
    [InlineData("—", "—는", "—가", "—를", "—와", "—로")]
    [InlineData("漢字", "漢字는", "漢字가", "漢字를", "漢字와", "漢字로")]
    public void After_ChoosesByTheEndOfTheWord(string word, string topic, string subject, string accusative, string together, string direction)
    {
        Assert.Equal(topic, word + KoreanParticle.After(word, "은", "는"));
        Assert.Equal(subject, word + KoreanParticle.After(word, "이", "가"));
        Assert.Equal(accusative, word + KoreanParticle.After(word, "을", "를"));
        Assert.Equal(together, word + KoreanParticle.After(word, "과", "와"));
        Assert.Equal(direction, word + KoreanParticle.After(word, "으로", "로"));
    }

    [Theory]
    [InlineData("서울", "서울로부터")]
    [InlineData("강남", "강남으로부터")]
    [InlineData("제주", "제주로부터")]
    public void After_LongerForms_FollowTheSameRule(string word, string expected) =>
        Assert.Equal(expected, word + KoreanParticle.After(word, "으로부터", "로부터"));
}
